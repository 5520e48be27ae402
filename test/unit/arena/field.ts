import { emptyWorld } from "../../../shared/games/arena/create.ts";
import { addRock } from "../../../shared/games/arena/debris.ts";
import {
  type ArenaConfig,
  arena,
  arenaConfig,
  type Command,
  type Event,
  type Helm,
  type MapConfig,
  type World,
} from "../../../shared/games/arena/index.ts";
import { addShip } from "../../../shared/games/arena/spawn.ts";
import { addRowAt } from "../../../shared/table.ts";

export const PX = 65_536;

/** A star that does not pull, a planet far off with one station, and nothing else: what happens, the test did. */
export const QUIET_MAP: MapConfig = {
  name: "Quiet",
  radiusPx: 9_000,
  bodies: [
    { ...still("Star", "star", -1, 100, 0), look: "star" },
    { ...still("Rock", "planet", 0, 100, 6_000), look: "rock" },
  ],
  stations: [{ name: "Dock", parent: 1, orbitPx: 400, periodTicks: 4_000_000, phase: 0 }],
  belts: [{ parent: 0, innerPx: 4_000, outerPx: 4_200, periodTicks: 8_000_000, rocks: 0 }],
};

function still(name: string, kind: "star" | "planet", parent: number, radiusPx: number, orbitPx: number) {
  const rest = { periodTicks: 8_000_000, phase: 0, surfacePull: 0, reachPx: radiusPx, tint: 0 };
  return { name, kind, parent, radiusPx, orbitPx, ...rest };
}

/** A world with nobody and nothing in it but the map. */
export function field(overrides: Partial<ArenaConfig> = {}): World {
  return emptyWorld(1, arenaConfig({ map: QUIET_MAP, seats: 4, pirates: 2, traders: 2, ...overrides }));
}

export interface ShipWanted extends Partial<Omit<Helm, "x" | "y" | "vx" | "vy">> {
  /** px, px per tick. */
  readonly x: number;
  readonly y: number;
  readonly vx?: number;
  readonly vy?: number;
  readonly kind?: number;
}

/** Seats a pilot with a ship as wanted, unguarded; its slot. */
export function fly(world: World, seat: number, wanted: ShipWanted): number {
  const { players, ships } = world;
  const { x, y, vx = 0, vy = 0, kind = 0, hull = 0, ...rest } = wanted;
  addRowAt(players, seat);
  players.pilot[seat] = seat + 1;
  players.kind[seat] = kind;
  players.online[seat] = 1;
  players.nextHull[seat] = hull;
  players.huntedAt[seat] = 0x7fffffff;
  const slot = addShip(world, seat, { x: x * PX, y: y * PX, vx: Math.round(vx * PX), vy: Math.round(vy * PX) });
  ships.guard[slot] = 0;
  ships.heading[slot] = 0;
  for (const [name, value] of Object.entries(rest)) ships[name as keyof typeof rest][slot] = value;
  return slot;
}

/** A rock that stands still at (x, 0) px from the star, x > 0. */
export function rockAt(world: World, x: number, size = 0, ore = 0): number {
  const drift = { parent: 0, orbitPx: x, swingPx: 0, swingTicks: 1, phase: 0, swingPhase: 0 };
  return addRock(world, { ...drift, periodTicks: 0x7fffffff, epoch: world.tick }, 0, size, ore);
}

/** Steps a world and returns what it told. The commands are the first tick's. */
export function run(world: World, ticks: number, commands: readonly Command[] = []): Event[] {
  const events: Event[] = [];
  for (let i = 0; i < ticks; i++) arena.step(world, i === 0 ? commands : [], (event) => events.push(event));
  return events;
}

export function only<T extends Event["type"]>(events: readonly Event[], type: T): Extract<Event, { type: T }>[] {
  return events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
}
