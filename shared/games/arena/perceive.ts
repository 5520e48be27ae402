import { ONE } from "../../math/fixed.ts";
import { queryGrid } from "../../math/grid.ts";
import { totalCargo } from "./cargo.ts";
import type { MapConfig } from "./config.ts";
import { hullOf } from "./data/hulls.ts";
import { POD_RADIUS_PX, ROCK_SIZES } from "./data/rocks.ts";
import { DOCK_RING_PX } from "./data/rules.ts";
import { weaponOf } from "./data/weapons.ts";
import type { Motion } from "./drift.ts";
import { newHelm } from "./helm.ts";
import {
  type Contact,
  type ContactList,
  MAX_VIEW_CONTACTS,
  newContact,
  newRockContact,
  newShipContact,
  type PilotView,
  VIEW_RANGE_PX,
} from "./pilot-view.ts";
import { motionOf } from "./positions.ts";
import { placeStations } from "./rails.ts";
import { readHelm } from "./rows.ts";
import type { World } from "./world.ts";

function emptyContacts<T>(length: number, make: () => T): ContactList<T> {
  return { count: 0, items: Array.from({ length }, make) };
}

/** An empty view with every object it will ever need. */
export function newPilotView(map: MapConfig): PilotView {
  return {
    tick: 0,
    seat: 0,
    kind: 0,
    helm: newHelm(),
    cargo: 0,
    room: 0,
    ships: emptyContacts(MAX_VIEW_CONTACTS, newShipContact),
    rocks: emptyContacts(MAX_VIEW_CONTACTS, newRockContact),
    pods: emptyContacts(MAX_VIEW_CONTACTS, newContact),
    bolts: emptyContacts(MAX_VIEW_CONTACTS, newContact),
    stations: emptyContacts(map.stations.length, newContact),
    bodies: emptyContacts(map.bodies.length, newContact),
    belts: map.belts,
    mapRadiusPx: map.radiusPx,
  };
}

/** The nearest candidates: slots and squared distances in px², nearest first; of equals, the one offered first. */
const nearest = { count: 0, slots: new Int32Array(MAX_VIEW_CONTACTS), squares: new Float64Array(MAX_VIEW_CONTACTS) };

function addCandidate(view: PilotView, slot: number, x: number, y: number): void {
  const dx = (x - view.helm.x) / ONE;
  const dy = (y - view.helm.y) / ONE;
  const square = dx * dx + dy * dy;
  if (square > VIEW_RANGE_PX * VIEW_RANGE_PX) return;
  const { slots, squares } = nearest;
  let at = nearest.count;
  while (at > 0 && squares[at - 1] > square) at--;
  if (at === MAX_VIEW_CONTACTS) return;
  if (nearest.count < MAX_VIEW_CONTACTS) nearest.count++;
  for (let i = nearest.count - 1; i > at; i--) {
    slots[i] = slots[i - 1];
    squares[i] = squares[i - 1];
  }
  slots[at] = slot;
  squares[at] = square;
}

interface MotionColumns {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
}

function copyColumns(contact: Contact, id: number, from: MotionColumns, slot: number, radiusPx: number): void {
  contact.id = id;
  contact.x = from.x[slot];
  contact.y = from.y[slot];
  contact.vx = from.vx[slot];
  contact.vy = from.vy[slot];
  contact.radiusPx = radiusPx;
}

function copyMotion(contact: Contact, id: number, motion: Readonly<Motion>, radiusPx: number): void {
  contact.id = id;
  contact.x = motion.x;
  contact.y = motion.y;
  contact.vx = motion.vx;
  contact.vy = motion.vy;
  contact.radiusPx = radiusPx;
}

/** Fills a view with what this ship's pilot sees. Call it once grids and positions are of the world's tick. */
export function perceive(world: World, slot: number, view: PilotView): void {
  const { ships, players } = world;
  const seat = ships.seat[slot];
  readHelm(ships, slot, ships.hull[slot], view.helm);
  view.tick = world.tick;
  view.seat = seat;
  view.kind = players.kind[seat];
  view.cargo = totalCargo(players, seat);
  view.room = hullOf(ships.hull[slot]).cargo;
  seeRails(world, view);
  seeShips(world, slot, view);
  seeRocks(world, view);
  seePods(world, view);
  seeBolts(world, seat, view);
}

function seeRails(world: World, view: PilotView): void {
  const { rails } = world.scratch;
  const { bodies, stations } = world.config.map;
  placeStations(rails, world.config.map);
  for (let i = 0; i < bodies.length; i++) copyColumns(view.bodies.items[i], i, rails, i, bodies[i].radiusPx);
  for (let i = 0; i < stations.length; i++)
    copyColumns(view.stations.items[i], i, rails, bodies.length + i, DOCK_RING_PX);
  view.bodies.count = bodies.length;
  view.stations.count = stations.length;
}

function gatherNear(view: PilotView, grid: Parameters<typeof queryGrid>[0], out: Int32Array): number {
  const x = view.helm.x >> 16;
  const y = view.helm.y >> 16;
  return queryGrid(grid, x - VIEW_RANGE_PX, y - VIEW_RANGE_PX, x + VIEW_RANGE_PX, y + VIEW_RANGE_PX, out);
}

function seeShips(world: World, own: number, view: PilotView): void {
  const { ships, players, scratch } = world;
  const { near } = scratch;
  const count = gatherNear(view, scratch.ships, near);
  nearest.count = 0;
  for (let i = 0; i < count; i++)
    if (near[i] !== own && ships.live[near[i]]) addCandidate(view, near[i], ships.x[near[i]], ships.y[near[i]]);
  view.ships.count = nearest.count;
  for (let i = 0; i < nearest.count; i++) {
    const slot = nearest.slots[i];
    const contact = view.ships.items[i];
    copyColumns(contact, ships.id[slot], ships, slot, hullOf(ships.hull[slot]).radiusPx);
    contact.seat = ships.seat[slot];
    contact.kind = players.kind[contact.seat];
    contact.bounty = players.bounty[contact.seat];
    contact.hull = ships.hull[slot];
    contact.heading = ships.heading[slot];
    contact.armor = ships.armor[slot];
    contact.shield = ships.shield[slot];
    contact.guard = ships.guard[slot];
    contact.docked = ships.docked[slot];
  }
}

function seeRocks(world: World, view: PilotView): void {
  const { rocks, scratch } = world;
  const { near, rockPositions } = scratch;
  const count = gatherNear(view, scratch.rocks, near);
  nearest.count = 0;
  for (let i = 0; i < count; i++)
    if (rocks.live[near[i]]) addCandidate(view, near[i], rockPositions.x[near[i]], rockPositions.y[near[i]]);
  view.rocks.count = nearest.count;
  for (let i = 0; i < nearest.count; i++) {
    const slot = nearest.slots[i];
    const contact = view.rocks.items[i];
    copyMotion(contact, rocks.id[slot], motionOf(rocks, scratch.rails, slot), ROCK_SIZES[rocks.size[slot]].radiusPx);
    contact.size = rocks.size[slot];
    contact.ore = rocks.ore[slot];
  }
}

function seePods(world: World, view: PilotView): void {
  const { pods } = world;
  const { podPositions, rails } = world.scratch;
  nearest.count = 0;
  for (let slot = 0; slot < pods.high; slot++)
    if (pods.live[slot]) addCandidate(view, slot, podPositions.x[slot], podPositions.y[slot]);
  view.pods.count = nearest.count;
  for (let i = 0; i < nearest.count; i++) {
    const slot = nearest.slots[i];
    copyMotion(view.pods.items[i], pods.id[slot], motionOf(pods, rails, slot), POD_RADIUS_PX);
  }
}

/** Shots of others. */
function seeBolts(world: World, seat: number, view: PilotView): void {
  const { bolts } = world;
  nearest.count = 0;
  for (let slot = 0; slot < bolts.high; slot++)
    if (bolts.live[slot] && bolts.seat[slot] !== seat) addCandidate(view, slot, bolts.x[slot], bolts.y[slot]);
  view.bolts.count = nearest.count;
  for (let i = 0; i < nearest.count; i++) {
    const slot = nearest.slots[i];
    copyColumns(view.bolts.items[i], bolts.id[slot], bolts, slot, weaponOf(bolts.weapon[slot]).radiusPx);
  }
}
