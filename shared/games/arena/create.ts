import { clamp } from "../../math/fixed.ts";
import { createRandom } from "../../math/random.ts";
import { addRowAt, createTable } from "../../table.ts";
import { randomDrift, randomOre, randomRockSize } from "./belts.ts";
import type { ArenaConfig } from "./config.ts";
import { LAG_COMPENSATION_TICKS } from "./data/rules.ts";
import { addRock } from "./debris.ts";
import { NPC_NAMES } from "./npc-names.ts";
import { baseBounty } from "./score.ts";
import { createScratch } from "./scratch.ts";
import { spawn } from "./spawn.ts";
import {
  BOLT_FIELDS,
  HELM_FIELDS,
  MAX_ROCKS,
  PAST_FIELDS,
  PATCH_EVERY_TICKS,
  PLAYER_FIELDS,
  PLAYER_KIND,
  POD_FIELDS,
  ROCK_FIELDS,
  ROUND,
  SHIP_FIELDS,
  type World,
} from "./world.ts";

/** Capacities of the tables of shots, rocks and pods. When a table is full, no row is added. */
const BOLTS_PER_SEAT = 16;
const MIN_BOLTS = 1_024;
const MAX_BOLTS = 16_384;
const MIN_PODS = 256;
/** A rock of a belt breaks into several. */
const SLOTS_PER_BELT_ROCK = 6;
const SPARE_ROCKS = 64;

/** A world without rows, at tick 0. */
export function emptyWorld(seed: number, config: ArenaConfig): World {
  const seats = config.seats + config.pirates + config.traders;
  const rocks = config.map.belts.reduce((sum, belt) => sum + belt.rocks, 0);
  const capacity = {
    ships: seats,
    // One row for each ship and patch.
    past: seats * Math.ceil(LAG_COMPENSATION_TICKS / PATCH_EVERY_TICKS),
    bolts: clamp(seats * BOLTS_PER_SEAT, MIN_BOLTS, MAX_BOLTS),
    rocks: Math.min(MAX_ROCKS, SPARE_ROCKS + rocks * SLOTS_PER_BELT_ROCK),
    pods: Math.max(MIN_PODS, seats),
  };
  return {
    config,
    random: createRandom(seed),
    tick: 0,
    nextId: 1,
    round: 1,
    phase: ROUND.playing,
    phaseEndsAt: config.roundTicks,
    players: createTable(seats, PLAYER_FIELDS, seats),
    names: Array.from({ length: seats }, () => ""),
    ships: createTable(capacity.ships, SHIP_FIELDS),
    shown: createTable(capacity.ships, HELM_FIELDS),
    past: createTable(capacity.past, PAST_FIELDS),
    bolts: createTable(capacity.bolts, BOLT_FIELDS),
    rocks: createTable(capacity.rocks, ROCK_FIELDS, Math.min(capacity.rocks, rocks + SPARE_ROCKS)),
    pods: createTable(capacity.pods, POD_FIELDS),
    scratch: createScratch(config, seats),
  };
}

/** A new world: full belts, flying NPCs, free seats. */
export function create(seed: number, config: ArenaConfig): World {
  const world = emptyWorld(seed, config);
  for (let belt = 0; belt < config.map.belts.length; belt++) {
    for (let i = 0; i < config.map.belts[belt].rocks; i++) {
      randomDrift(world, belt, world.scratch.drift);
      addRock(world, world.scratch.drift, belt, randomRockSize(world), randomOre(world));
    }
  }
  for (let i = 0; i < config.pirates + config.traders; i++) addNpc(world, config.seats + i, i < config.pirates);
  return world;
}

function addNpc(world: World, seat: number, isPirate: boolean): void {
  const { players, config } = world;
  const kind = isPirate ? PLAYER_KIND.pirate : PLAYER_KIND.trader;
  const names = NPC_NAMES[kind];
  const number = seat - config.seats - (isPirate ? 0 : config.pirates);
  const repeat = Math.floor(number / names.length);
  addRowAt(players, seat);
  world.names[seat] = names[number % names.length] + (repeat > 0 ? ` ${repeat + 1}` : "");
  players.kind[seat] = kind;
  players.online[seat] = 1;
  players.bounty[seat] = baseBounty(kind);
  spawn(world, seat, () => {});
}
