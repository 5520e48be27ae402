import type { Motion } from "../../../../shared/games/arena/drift.ts";
import { placeDrift } from "../../../../shared/games/arena/drift.ts";
import type { Rails } from "../../../../shared/games/arena/rails.ts";
import { type NameOf, nameAt } from "../../../../shared/games/arena/seats.ts";
import { DRIFT_FIELDS, type Drift, type World } from "../../../../shared/games/arena/world.ts";
import { ONE, TURN } from "../../../../shared/math/fixed.ts";
import { blankBolt, blankPod, blankRock, blankShip } from "./blank-views.ts";
import type { ArenaFrame, PositionView } from "./frame.ts";
import { nextItem } from "./list.ts";
import { rockAngle, showCondition } from "./ship-condition.ts";

const RADIANS = (2 * Math.PI) / TURN;
const place: Motion = { x: 0, y: 0, vx: 0, vy: 0 };
const drift = Object.fromEntries(DRIFT_FIELDS.map((field) => [field, 0])) as Drift;

const CONDITION = ["hull", "armor", "shield", "energy", "bits", "guard", "docked"] as const;
const condition = Object.fromEntries(CONDITION.map((field) => [field, 0])) as Record<
  (typeof CONDITION)[number],
  number
>;

type Drifting = World["rocks"] | World["pods"];

/** Shows a world in a frame. @param share of a tick to extrapolate, 0–1 */
export function showWorld(
  world: World,
  rails: Rails,
  share: number,
  tickHz: number,
  nameOf: NameOf,
  frame: ArenaFrame,
): void {
  frame.config = world.config;
  frame.tick = world.tick + share;
  const { bodies, stations } = world.config.map;
  for (let i = 0; i < bodies.length; i++) showRail(frame.bodies, i, rails, i, share);
  for (let i = 0; i < stations.length; i++) showRail(frame.stations, i, rails, bodies.length + i, share);
  showShips(world, share, tickHz, nameOf, frame);
  showBolts(world, share, tickHz, frame);
  const { rocks, pods } = world;
  frame.rocks.count = frame.pods.count = 0;
  for (let slot = 0; slot < rocks.high; slot++) {
    if (!rocks.live[slot]) continue;
    const view = nextItem(frame.rocks, blankRock);
    view.id = rocks.id[slot];
    view.size = rocks.size[slot];
    view.ore = rocks.ore[slot];
    showDrift(rocks, slot, rails, share, view);
    view.angle = rockAngle(view.id, frame.tick);
  }
  for (let slot = 0; slot < pods.high; slot++) {
    if (!pods.live[slot]) continue;
    const view = nextItem(frame.pods, blankPod);
    view.id = pods.id[slot];
    view.ore = pods.ore[slot];
    view.amount = pods.amount[slot];
    showDrift(pods, slot, rails, share, view);
  }
}

function showRail(into: PositionView[], index: number, rails: Rails, rail: number, share: number): void {
  into[index] ??= { x: 0, y: 0 };
  into[index].x = (rails.x[rail] + rails.vx[rail] * share) / ONE;
  into[index].y = (rails.y[rail] + rails.vy[rail] * share) / ONE;
}

function showDrift(rows: Drifting, slot: number, rails: Rails, share: number, view: PositionView): void {
  for (const field of DRIFT_FIELDS) drift[field] = rows[field][slot];
  placeDrift(drift, rails, place);
  view.x = (place.x + place.vx * share) / ONE;
  view.y = (place.y + place.vy * share) / ONE;
}

function showShips(world: World, share: number, tickHz: number, nameOf: NameOf, frame: ArenaFrame): void {
  const { ships, players } = world;
  frame.ships.count = 0;
  for (let slot = 0; slot < ships.high; slot++) {
    if (!ships.live[slot]) continue;
    const view = nextItem(frame.ships, blankShip);
    const seat = ships.seat[slot];
    view.id = ships.id[slot];
    view.seat = seat;
    view.kind = players.kind[seat];
    view.name = nameAt(world, seat, nameOf);
    view.bounty = players.bounty[seat];
    view.x = (ships.x[slot] + ships.vx[slot] * share) / ONE;
    view.y = (ships.y[slot] + ships.vy[slot] * share) / ONE;
    view.vx = (ships.vx[slot] * tickHz) / ONE;
    view.vy = (ships.vy[slot] * tickHz) / ONE;
    view.angle = ships.heading[slot] * RADIANS;
    for (const field of CONDITION) condition[field] = ships[field][slot];
    showCondition(condition, view);
    view.online = true;
    view.own = false;
  }
}

function showBolts(world: World, share: number, tickHz: number, frame: ArenaFrame): void {
  const { bolts } = world;
  frame.bolts.count = 0;
  for (let slot = 0; slot < bolts.high; slot++) {
    if (!bolts.live[slot]) continue;
    const view = nextItem(frame.bolts, blankBolt);
    view.id = bolts.id[slot];
    view.weapon = bolts.weapon[slot];
    view.seat = bolts.seat[slot];
    view.own = false;
    view.x = (bolts.x[slot] + bolts.vx[slot] * share) / ONE;
    view.y = (bolts.y[slot] + bolts.vy[slot] * share) / ONE;
    view.vx = (bolts.vx[slot] * tickHz) / ONE;
    view.vy = (bolts.vy[slot] * tickHz) / ONE;
  }
}
