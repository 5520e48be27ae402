import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { POD_RADIUS_PX, ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { copyHelm, newHelm } from "../../../../shared/games/arena/helm.ts";
import type {
  Contact,
  ContactList,
  PilotView,
  RockContact,
  ShipContact,
} from "../../../../shared/games/arena/pilot-view.ts";
import {
  MAX_VIEW_CONTACTS,
  newContact,
  newRockContact,
  newShipContact,
  VIEW_RANGE_PX,
} from "../../../../shared/games/arena/pilot-view.ts";
import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import { ONE, TURN, wrapTurn } from "../../../../shared/math/fixed.ts";
import type { ArenaModel } from "../model/arena-model.ts";
import type { ArenaFrame, BoltView, List, PodView, RockView, ShipView } from "../model/frame.ts";
import { railsOf } from "../model/rails-cache.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function newPilotView(): PilotView {
  return {
    tick: 0,
    seat: 0,
    kind: PLAYER_KIND.person,
    helm: newHelm(),
    cargo: 0,
    room: 0,
    ships: emptyList(),
    rocks: emptyList(),
    pods: emptyList(),
    bolts: emptyList(),
    stations: emptyList(),
    bodies: emptyList(),
    belts: [],
    mapRadiusPx: 0,
  };
}

function emptyList<T>(): ContactList<T> {
  return { count: 0, items: [] };
}

/** Fills in what a player would see, from the model's latest frame. Returns false while the bot has no ship. */
export function perceive(model: ArenaModel, frame: ArenaFrame, view: PilotView): boolean {
  const { config, own } = frame;
  const helm = model.ownHelm;
  if (config === null || helm === null) return false;
  view.tick = Math.floor(frame.tick);
  view.seat = own.seat;
  copyHelm(helm, view.helm);
  view.cargo = own.cargo[0] + own.cargo[1] + own.cargo[2] + own.cargo[3];
  view.room = own.freeCargo;
  view.mapRadiusPx = config.map.radiusPx;
  (view as Mutable<PilotView>).belts = config.map.belts;
  fillRails(view, config.map);
  nearest(frame.ships, view.helm, view.ships, newShipContact, fillShip);
  nearest(frame.rocks, view.helm, view.rocks, newRockContact, fillRock);
  nearest(frame.pods, view.helm, view.pods, newContact, fillPod);
  nearest(frame.bolts, view.helm, view.bolts, newContact, fillBolt);
  return true;
}

function fillShip(from: ShipView, to: ShipContact): boolean {
  if (from.own) return false;
  const hull = hullOf(from.hull);
  to.radiusPx = hull.radiusPx;
  to.vx = perTick(from.vx);
  to.vy = perTick(from.vy);
  to.seat = from.seat;
  to.kind = from.kind;
  to.hull = from.hull;
  to.heading = wrapTurn(Math.round((from.angle * TURN) / (2 * Math.PI)));
  to.armor = Math.round(from.armor * hull.armor);
  to.shield = Math.round(from.shield * hull.shield);
  to.guard = from.guarded ? 1 : 0;
  to.docked = from.docked ? 1 : 0;
  to.bounty = from.bounty;
  return true;
}

function fillRock(from: RockView, to: RockContact): boolean {
  to.radiusPx = ROCK_SIZES[from.size].radiusPx;
  to.size = from.size;
  to.ore = from.ore;
  return true;
}

function fillPod(_from: PodView, to: Contact): boolean {
  to.radiusPx = POD_RADIUS_PX;
  return true;
}

function fillBolt(from: BoltView, to: Contact): boolean {
  if (from.own) return false;
  to.radiusPx = weaponOf(from.weapon).radiusPx;
  to.vx = perTick(from.vx);
  to.vy = perTick(from.vy);
  return true;
}

function fillRails(view: PilotView, map: NonNullable<ArenaFrame["config"]>["map"]): void {
  const rails = railsOf(map).at(view.tick);
  view.bodies.count = view.stations.count = 0;
  for (let i = 0; i < rails.x.length; i++) {
    const isBody = i < map.bodies.length;
    const list = isBody ? view.bodies : view.stations;
    if (list.count === list.items.length) list.items.push(newContact());
    const to = list.items[list.count];
    to.id = list.count++;
    to.x = rails.x[i];
    to.y = rails.y[i];
    to.vx = rails.vx[i];
    to.vy = rails.vy[i];
    to.radiusPx = isBody ? map.bodies[i].radiusPx : 0;
  }
}

function perTick(pxPerS: number): number {
  return Math.round((pxPerS * ONE) / 60);
}

/** The nearest entries found so far, by squared distance; reused by all calls. */
const nearby: { distanceSquared: number; index: number }[] = Array.from({ length: MAX_VIEW_CONTACTS }, () => ({
  distanceSquared: 0,
  index: 0,
}));

/** Fills `out` with the nearest entries within view, nearest first. `fill` returns false to skip an entry. */
function nearest<From extends { id: number; x: number; y: number }, To extends Contact>(
  list: List<From>,
  from: { x: number; y: number },
  out: ContactList<To>,
  create: () => To,
  fill: (from: From, to: To) => boolean,
): void {
  const x = from.x / ONE;
  const y = from.y / ONE;
  let found = 0;
  for (let i = 0; i < list.count; i++) {
    const dx = list.items[i].x - x;
    const dy = list.items[i].y - y;
    const distanceSquared = dx * dx + dy * dy;
    if (distanceSquared > VIEW_RANGE_PX * VIEW_RANGE_PX) continue;
    if (found === MAX_VIEW_CONTACTS && distanceSquared >= nearby[found - 1].distanceSquared) continue;
    let at = found < MAX_VIEW_CONTACTS ? found++ : found - 1;
    const entry = nearby[at];
    for (; at > 0 && nearby[at - 1].distanceSquared > distanceSquared; at--) nearby[at] = nearby[at - 1];
    nearby[at] = entry;
    entry.distanceSquared = distanceSquared;
    entry.index = i;
  }
  out.count = 0;
  for (let i = 0; i < found; i++) {
    if (out.count === out.items.length) out.items.push(create());
    const item = list.items[nearby[i].index];
    const to = out.items[out.count];
    to.id = item.id;
    to.x = Math.round(item.x * ONE);
    to.y = Math.round(item.y * ONE);
    if (fill(item, to)) out.count++;
  }
}
