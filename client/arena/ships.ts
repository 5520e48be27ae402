import type { MapConfig } from "../../shared/arena/config.ts";
import { CONTROL } from "../../shared/arena/controls.ts";
import { hullOf } from "../../shared/arena/data/hulls.ts";
import { newHelm } from "../../shared/arena/helm.ts";
import type { Helm } from "../../shared/arena/world.ts";
import { ONE, turnBetween } from "../../shared/math/fixed.ts";
import type { ArenaState, ShipState } from "../../shared/wire/arena.ts";
import { Blend } from "../net/blend.ts";
import { Continuation, type ContinuationRules } from "../net/continuation.ts";
import { blankShip } from "./blank.ts";
import type { ArenaFrame, ShipView } from "./frame.ts";
import { take } from "./list.ts";
import { helmRules, type Pose, poseBetween, RADIANS, readHelm } from "./motion.ts";
import type { OwnShip } from "./own-ship.ts";
import type { Sight } from "./sight.ts";

const SNAP_PX = 240;

interface Ship {
  id: number;
  seat: number;
  recordTick: number;
  syncedAt: number;
  readonly path: Continuation<Helm>;
  readonly blend: Blend;
}

/** Every ship but one's own: continued from what the server last said of it. */
export class Ships {
  readonly #rules: ContinuationRules<Helm>;
  readonly #ships = new Map<string, Ship>();
  readonly #spare: Ship[] = [];
  readonly #record = newHelm();
  readonly #pose: Pose = { x: 0, y: 0, vx: 0, vy: 0, angle: 0 };
  readonly #sight: Sight;
  #syncs = 0;
  #tick = 0;
  #ownId = 0;

  constructor(map: MapConfig, sight: Sight) {
    this.#rules = helmRules(map);
    this.#sight = sight;
  }

  /** Takes over what a patch changed. @param present tick at which ships are now shown */
  sync(state: ArenaState, present: number, ownId: number): void {
    this.#syncs++;
    this.#tick = present;
    this.#ownId = ownId;
    state.ships.forEach(this.#take);
    this.#ships.forEach(this.#drop);
  }

  readonly #take = (state: ShipState, key: string): void => {
    let ship = this.#ships.get(key);
    const known = ship !== undefined;
    if (ship === undefined) {
      ship = this.#spare.pop() ?? this.#create();
      ship.id = Number(key);
      ship.recordTick = -1;
      ship.blend.clear();
      this.#ships.set(key, ship);
    }
    ship.syncedAt = this.#syncs;
    if (state.tick === ship.recordTick || ship.id === this.#ownId) return;
    ship.recordTick = state.tick;
    ship.seat = state.seat;
    readHelm(state, this.#record);
    this.#tell(ship, known);
  };

  #tell(ship: Ship, known: boolean): void {
    const { path } = ship;
    const { x, y, heading } = path.now;
    const shown = known && path.tick === this.#tick;
    path.tell(this.#record, ship.recordTick);
    if (this.#isFar(path)) return;
    path.advance(this.#tick);
    if (!shown) return;
    const { now } = path;
    ship.blend.push((x - now.x) / ONE, (y - now.y) / ONE, turnBetween(now.heading, heading) * RADIANS);
  }

  #create(): Ship {
    return {
      id: 0,
      seat: 0,
      recordTick: -1,
      syncedAt: 0,
      path: new Continuation(this.#rules),
      blend: new Blend(SNAP_PX),
    };
  }

  readonly #drop = (ship: Ship, key: string): void => {
    if (ship.syncedAt === this.#syncs) return;
    this.#ships.delete(key);
    this.#spare.push(ship);
  };

  /** Continues every ship that may be in sight. */
  advance(tick: number, seconds: number): void {
    this.#tick = tick;
    for (const ship of this.#ships.values()) {
      if (ship.id === this.#ownId || this.#isFar(ship.path)) continue;
      ship.path.advance(tick);
      ship.blend.decay(seconds);
    }
  }

  #isFar(path: Continuation<Helm>): boolean {
    return this.#sight.isFar(path.next, this.#tick - path.tick);
  }

  /** The helm of a ship at the tick last advanced to, for tests and tools. */
  helmOf(id: number): Helm | null {
    return this.#ships.get(String(id))?.path.now ?? null;
  }

  show(state: ArenaState, own: OwnShip, share: number, tickHz: number, frame: ArenaFrame): void {
    frame.ships.count = 0;
    frame.ownShip = null;
    const pose = this.#pose;
    for (const ship of this.#ships.values()) {
      const isOwn = ship.id === own.id;
      if (!isOwn && (ship.id === this.#ownId || this.#isFar(ship.path))) continue;
      const now = isOwn ? own.now : ship.path.now;
      const next = isOwn ? own.next : ship.path.next;
      const blend = isOwn ? own.blend : ship.blend;
      poseBetween(now, next, share, tickHz, pose);
      const view = take(frame.ships, blankShip);
      view.id = ship.id;
      view.seat = isOwn ? frame.own.seat : ship.seat;
      view.own = isOwn;
      view.x = pose.x + blend.x;
      view.y = pose.y + blend.y;
      view.vx = pose.vx;
      view.vy = pose.vy;
      view.angle = pose.angle + blend.angle;
      // What is held now shows at once: the helm one tick ahead has it.
      showHelm(isOwn ? next : now, view);
      showPlayer(state, view);
      if (isOwn) frame.ownShip = view;
    }
  }
}

function showHelm(helm: Helm, view: ShipView): void {
  const hull = hullOf(helm.hull);
  const flying = helm.docked === 0;
  view.hull = helm.hull;
  view.armor = helm.armor / hull.armor;
  view.shield = helm.shield / hull.shield;
  view.thrusting = flying && (helm.bits & CONTROL.thrust) !== 0;
  view.reversing = flying && (helm.bits & CONTROL.reverse) !== 0;
  view.boosting = view.thrusting && (helm.bits & CONTROL.boost) !== 0 && helm.energy >= hull.boostEnergyPerTick;
  view.guarded = helm.guard > 0;
  view.docked = !flying;
}

function showPlayer(state: ArenaState, view: ShipView): void {
  const player = state.players.get(seatKey(view.seat));
  if (player === undefined) return;
  view.kind = player.kind;
  view.name = player.name;
  view.bounty = player.bounty;
  view.online = player.online;
}

const seatKeys: string[] = [];

/** A seat as the key of a map, without a new string each time. */
export function seatKey(seat: number): string {
  for (let next = seatKeys.length; next <= seat; next++) seatKeys.push(String(next));
  return seatKeys[seat];
}
