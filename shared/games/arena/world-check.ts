import type { Table } from "../../table.ts";
import { totalCargo } from "./cargo.ts";
import { COMMAND_CONTROL_BITS } from "./controls.ts";
import { HULLS, hullOf } from "./data/hulls.ts";
import { ORE_KINDS } from "./data/ores.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import {
  LAG_COMPENSATION_TICKS,
  LIMIT_PX,
  MAX_BOUNTY,
  MAX_CREDITS,
  MAX_PILOT_ID,
  MAX_PLAYER_ID,
} from "./data/rules.ts";
import { WEAPONS } from "./data/weapons.ts";
import { DIVERGED } from "./divergence.ts";
import { CAUSE } from "./event.ts";
import {
  type BOLT_FIELDS,
  type DriftField,
  type HelmField,
  type PAST_FIELDS,
  PATCH_EVERY_TICKS,
  type PLAYER_FIELDS,
  type POD_FIELDS,
  type ROCK_FIELDS,
  type SHIP_FIELDS,
  type World,
} from "./world.ts";

type Range = readonly [number, number];
type Ranges<F extends string> = Readonly<Record<F, Range>>;

const INT32: Range = [-0x80000000, 0x7fffffff];
const TICK: Range = [0, 0x7fffffff];
const PLACE: Range = [-LIMIT_PX * 65_536, LIMIT_PX * 65_536];
const UINT16: Range = [0, 0xffff];
const UINT8: Range = [0, 0xff];

/** The range of every column: what the rules guarantee and the wire can carry. */
function helmRanges(world: World): Ranges<HelmField> {
  return {
    x: PLACE,
    y: PLACE,
    vx: INT32,
    vy: INT32,
    heading: UINT16,
    armor: UINT16,
    shield: UINT16,
    shieldWait: UINT16,
    energy: UINT16,
    primaryWait: UINT8,
    secondaryWait: UINT8,
    guard: UINT16,
    docked: [0, world.config.map.stations.length],
    bits: [0, COMMAND_CONTROL_BITS],
    aim: UINT16,
  };
}

function driftRanges(world: World): Ranges<DriftField> {
  return {
    parent: [0, world.config.map.bodies.length - 1],
    orbitPx: UINT16,
    swingPx: UINT16,
    swingTicks: [1, 0x7fffffff],
    phase: UINT16,
    swingPhase: UINT16,
    periodTicks: INT32,
    epoch: TICK,
  };
}

function playerRanges(world: World): Ranges<(typeof PLAYER_FIELDS)[number]> {
  const units: Range = [0, 255];
  return {
    kind: [0, 2],
    player: [0, MAX_PLAYER_ID],
    pilot: [0, MAX_PILOT_ID],
    ship: [0, world.ships.capacity],
    hull: [0, HULLS.length - 1],
    nextHull: [0, HULLS.length - 1],
    credits: [0, MAX_CREDITS],
    kills: UINT16,
    deaths: UINT16,
    scoreChanged: [0, 1],
    bounty: [0, MAX_BOUNTY],
    online: [0, 1],
    respawnAt: TICK,
    bits: [0, COMMAND_CONTROL_BITS],
    aim: UINT16,
    seen: [0, LAG_COMPENSATION_TICKS],
    seenMean: [0, LAG_COMPENSATION_TICKS * 256],
    huntedAt: TICK,
    cargo0: units,
    cargo1: units,
    cargo2: units,
    cargo3: units,
    memory0: INT32,
    memory1: INT32,
    memory2: INT32,
    memory3: INT32,
  };
}

function shipRanges(world: World): Ranges<(typeof SHIP_FIELDS)[number]> {
  return {
    id: TICK,
    seat: [0, world.players.capacity - 1],
    hull: [0, HULLS.length - 1],
    ...helmRanges(world),
    hurtBy: [0, world.players.capacity],
    hurtAt: TICK,
    hurtCause: [0, CAUSE.left],
    shownAt: TICK,
    diverged: [0, DIVERGED.turned | DIVERGED.vitals | DIVERGED.moved],
    seenAt: TICK,
    turnedAt: TICK,
    turnEnergy: UINT16,
    ownAt: TICK,
    touched: [0, 1],
    pastRow: [0, world.past.capacity],
  };
}

function pastRanges(world: World): Ranges<(typeof PAST_FIELDS)[number]> {
  const ship: Range = [0, world.ships.capacity - 1];
  const tick: Range = [Math.max(0, world.tick - LAG_COMPENSATION_TICKS - PATCH_EVERY_TICKS), world.tick];
  const before: Range = [0, world.past.capacity];
  return { ship, tick, before, a: INT32, b: INT32, c: INT32, d: INT32, e: UINT8, energy: UINT16, aim: UINT16 };
}

function boltRanges(world: World): Ranges<(typeof BOLT_FIELDS)[number]> {
  return {
    id: TICK,
    seat: [0, world.players.capacity - 1],
    weapon: [0, WEAPONS.length - 1],
    x: PLACE,
    y: PLACE,
    vx: INT32,
    vy: INT32,
    bornAt: TICK,
    diesAt: TICK,
  };
}

function rockRanges(world: World): Ranges<(typeof ROCK_FIELDS)[number]> {
  return {
    id: TICK,
    belt: [0, Math.max(0, world.config.map.belts.length - 1)],
    size: [0, ROCK_SIZES.length - 1],
    ore: [0, ORE_KINDS - 1],
    health: [1, 0x7fffffff],
    ...driftRanges(world),
  };
}

function podRanges(world: World): Ranges<(typeof POD_FIELDS)[number]> {
  return { id: TICK, ore: [0, ORE_KINDS - 1], amount: [1, 255], diesAt: TICK, ...driftRanges(world) };
}

function outOfRange<F extends string>(name: string, table: Table<F>, ranges: Ranges<F>): string | null {
  for (const [column, [low, high]] of Object.entries<Range>(ranges)) {
    const values = table[column as F];
    for (let slot = 0; slot < table.high; slot++) {
      const value = values[slot];
      if (table.live[slot] ? value < low || value > high : value !== 0)
        return `${name}[${slot}].${column}: ${value} is not from ${low} to ${high}`;
    }
  }
  return null;
}

function shipsAndSeats(world: World): string | null {
  const { ships, shown, past, players } = world;
  if (ships.high !== shown.high || ships.count !== shown.count) return "ships and shown differ in their rows";
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] !== shown.live[slot]) return `ships[${slot}] and shown[${slot}] differ`;
    const behind = world.tick - ships.seenAt[slot];
    if (ships.diverged[slot] !== 0 && (behind < 0 || behind > PATCH_EVERY_TICKS))
      return `ships[${slot}].seenAt: ${ships.seenAt[slot]} is not of the last patch`;
    if (ships.live[slot] && players.ship[ships.seat[slot]] !== slot + 1) return `ships[${slot}] is not its seat's`;
  }
  for (let i = 0; i < past.high; i++) if (past.live[i] && !ships.live[past.ship[i]]) return `past[${i}] is of no ship`;
  for (let i = 0; i < ships.freeCount; i++)
    if (ships.free[i] !== shown.free[i]) return "ships and shown differ in what is free";
  for (let seat = 0; seat < players.high; seat++) {
    const slot = players.ship[seat] - 1;
    if (slot >= 0 && (!ships.live[slot] || ships.seat[slot] !== seat)) return `players[${seat}] has no such ship`;
    const room = slot < 0 ? 0 : hullOf(ships.hull[slot]).cargo;
    if (totalCargo(players, seat) > room) return `players[${seat}] holds more than its hull`;
  }
  return null;
}

function personWithName({ names, config }: World): string | null {
  const seat = names.findIndex((name, at) => at < config.seats && name !== "");
  return seat < 0 ? null : `names[${seat}]: a seat of people has none`;
}

/** Describes the first problem of a world: a column out of its range, or a reference to a missing row. null: it is valid. */
export function checkWorld(world: World): string | null {
  for (const name of ["tick", "nextId", "round", "phaseEndsAt"] as const)
    if (world[name] < TICK[0] || world[name] > TICK[1]) return `${name}: ${world[name]} is not from 0 to ${TICK[1]}`;
  for (const table of [world.rocks, world.pods])
    for (let slot = 0; slot < table.high; slot++)
      if (table.live[slot] && table.periodTicks[slot] === 0) return `slot ${slot} drifts with period 0`;
  return (
    outOfRange("players", world.players, playerRanges(world)) ??
    outOfRange("ships", world.ships, shipRanges(world)) ??
    outOfRange("shown", world.shown, helmRanges(world)) ??
    outOfRange("past", world.past, pastRanges(world)) ??
    outOfRange("bolts", world.bolts, boltRanges(world)) ??
    outOfRange("rocks", world.rocks, rockRanges(world)) ??
    outOfRange("pods", world.pods, podRanges(world)) ??
    shipsAndSeats(world) ??
    personWithName(world)
  );
}
