import type { BeltConfig } from "../arena/config.ts";
import type { Controls } from "../arena/controls.ts";
import type { Helm } from "../arena/world.ts";
import type { RandomState } from "../math/random.ts";

/** Anything a pilot sees. Positions and velocities in px/65536 (per tick). Objects are reused between ticks. */
export interface Contact {
  id: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  radiusPx: number;
}
export interface ShipContact extends Contact {
  seat: number;
  /** A value of `PLAYER_KIND`. */
  kind: number;
  hull: number;
  heading: number;
  armor: number;
  shield: number;
  guard: number;
  docked: number;
  bounty: number;
}
export interface RockContact extends Contact {
  size: number;
  ore: number;
}

export function newContact(): Contact {
  return { id: 0, x: 0, y: 0, vx: 0, vy: 0, radiusPx: 0 };
}

export function newRockContact(): RockContact {
  return { ...newContact(), size: 0, ore: 0 };
}

export function newShipContact(): ShipContact {
  const self = { seat: 0, kind: 0, hull: 0, heading: 0, armor: 0, shield: 0, guard: 0, docked: 0, bounty: 0 };
  return { ...newContact(), ...self };
}

/** A list whose objects are kept: entries past `count` are stale. */
export interface Seen<T> {
  count: number;
  readonly items: T[];
}

/**
 * What a player would see on the screen, nearest first, within {@link SIGHT_PX}, without the own ship. Stations and
 * bodies: all of the map, in its order, their ids their places in it.
 */
export interface Sight {
  tick: number;
  seat: number;
  kind: number;
  helm: Helm;
  /** Units of ore in the hold, and the room of the hull. */
  cargo: number;
  room: number;
  readonly ships: Seen<ShipContact>;
  readonly rocks: Seen<RockContact>;
  readonly pods: Seen<Contact>;
  readonly bolts: Seen<Contact>;
  readonly stations: Seen<Contact>;
  readonly bodies: Seen<Contact>;
  /** The map's, each around one of `bodies`. */
  readonly belts: readonly BeltConfig[];
  mapRadiusPx: number;
}

export const SIGHT_PX = 1400;
/** Most contacts of one kind in a sight; the nearest are kept. */
export const SIGHT_CONTACTS = 12;

/**
 * A brain: what a player would see in, controls out. Pure: it remembers only in `memory` (4 int32, all 0 at first) and
 * draws only from `random`. NPCs inside the machine and bots outside it fly with the same ones.
 */
export type Pilot = (sight: Sight, memory: Int32Array, random: RandomState, out: Controls) => void;

export type PilotName = "fighter" | "miner" | "idle" | "chaos" | "pirate" | "trader";
