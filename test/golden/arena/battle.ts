import type { Command } from "../../../shared/games/arena/command.ts";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { type ArenaConfig, arena, arenaConfig, type MapConfig, type World } from "../../../shared/games/arena/index.ts";
import { newPilotView, perceive } from "../../../shared/games/arena/perceive.ts";
import { PILOTS, type PilotName, type PilotView } from "../../../shared/games/arena/pilots/index.ts";
import type { Tick } from "../../../shared/machine.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";

/** A crowded map, so that everything there is meets everything else. */
export const MAP: MapConfig = {
  name: "Proving Ground",
  radiusPx: 2_600,
  bodies: [
    { ...body("Anvil", "star", -1, 160, 0, 1), look: "star", surfacePull: 6_000, reachPx: 1_600 },
    { ...body("Tongs", "planet", 0, 110, 1_200, 9_000), look: "gas" },
    { ...body("Nail", "moon", 1, 30, 300, -2_000), look: "rock" },
  ],
  stations: [
    { name: "Forge", parent: 1, orbitPx: 420, periodTicks: 2_400, phase: 8_000 },
    { name: "Bellows", parent: 0, orbitPx: 700, periodTicks: -6_000, phase: 50_000 },
  ],
  belts: [{ parent: 0, innerPx: 1_500, outerPx: 1_900, periodTicks: 12_000, rocks: 50 }],
};

function body(
  name: string,
  kind: "star" | "planet" | "moon",
  parent: number,
  radiusPx: number,
  orbitPx: number,
  periodTicks: number,
) {
  const pull = { surfacePull: 2_500, reachPx: radiusPx * 5 };
  return { name, kind, parent, radiusPx, orbitPx, periodTicks, phase: 3_000, tint: 0xffffff, ...pull };
}

const BRAINS: readonly PilotName[] = ["fighter", "fighter", "miner", "chaos"];

/** A battle that can be fought again to the same bits. */
export interface Script {
  readonly seed: number;
  readonly ticks: Tick;
  readonly people: number;
  readonly config: ArenaConfig;
  /** What happens at a tick, whatever the battle does. */
  orders(tick: Tick): Command[];
}

/** Those who fight a battle, with what they remember. */
export interface Crew {
  readonly random: Int32Array;
  readonly sight: PilotView;
  readonly memories: readonly Int32Array[];
}

export function newCrew(people: number): Crew {
  const memories = Array.from({ length: people }, () => new Int32Array(4));
  return { random: createRandom(77), sight: newPilotView(MAP), memories };
}

/** The commands of the world's next tick. */
export function commandsOf(script: Script, world: World, crew: Crew): Command[] {
  return [...script.orders(world.tick + 1), ...steer(world, crew)];
}

const SKIRMISH_PEOPLE = 24;
const HASH_EVERY_TICKS = 100;

/** About 40 ships: joins, fights, mining, trade, a dropped player, a leaver, a change of hull, a round's end and the next's start. */
const SKIRMISH: Script = {
  seed: 20_260,
  ticks: 2_000,
  people: SKIRMISH_PEOPLE,
  config: arenaConfig({
    map: MAP,
    seats: SKIRMISH_PEOPLE,
    pirates: 10,
    traders: 6,
    roundTicks: 1_600,
    resultTicks: 120,
  }),
  orders(tick) {
    if (tick <= SKIRMISH_PEOPLE) return [{ type: "join", seat: tick - 1, player: tick, pilot: tick, hull: tick % 4 }];
    if (tick === 300) return [{ type: "drop", seat: 3 }];
    if (tick === 420) return [{ type: "back", seat: 3 }];
    if (tick === 500) return [{ type: "hull", seat: 5, hull: 2 }];
    if (tick === 600) return [{ type: "leave", seat: 7 }];
    if (tick === 700) return [{ type: "join", seat: 7, player: 0x7fffffff, pilot: 0x7fffffff, hull: 3 }];
    if (tick === 1_400) return [{ type: "endRound" }];
    return [];
  },
};

/**
 * A scripted battle, pilots and all. Nothing but the language is used, so that every engine can run it.
 *
 * `battle.json` holds what it must give. When a change of the rules is meant, raise the machine's version and renew it:
 * `node server/launch.mjs --dev test/golden/arena/renew.ts`, and say in the commit why the bits changed.
 *
 * @returns the world's hash after every 100th of 2,000 ticks
 */
export function runBattle(): string[] {
  const world = arena.create(SKIRMISH.seed, SKIRMISH.config);
  const crew = newCrew(SKIRMISH.people);
  const hashes: string[] = [];
  while (world.tick < SKIRMISH.ticks) {
    arena.step(world, commandsOf(SKIRMISH, world, crew), () => {});
    if (world.tick % HASH_EVERY_TICKS === 0) hashes.push(arena.hash(world));
  }
  return hashes;
}

/** Each seat's pilot looks at the world itself, at every third tick of its own. */
function steer(world: World, { random, sight, memories }: Crew): Command[] {
  const commands: Command[] = [];
  for (let seat = 0; seat < memories.length; seat++) {
    const slot = world.players.ship[seat] - 1;
    if (slot < 0 || (world.tick + seat) % 3 !== 0 || nextBelow(random, 8) === 0) continue;
    perceive(world, slot, sight);
    const controls = { bits: 0, aim: 0 };
    PILOTS[BRAINS[seat % BRAINS.length]](sight, memories[seat], random, controls);
    commands.push({ type: "controls", seat, seen: seat % (LAG_COMPENSATION_TICKS + 1), ...controls });
  }
  return commands;
}
