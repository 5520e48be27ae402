import type { RandomState } from "../../math/random.ts";
import type { BeltConfig } from "./config.ts";
import type { Controls } from "./controls.ts";
import type { Helm } from "./world.ts";

/** An object that a pilot sees. Positions and velocities in px/65536 (per tick). Objects are reused between ticks. */
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
  return {
    ...newContact(),
    seat: 0,
    kind: 0,
    hull: 0,
    heading: 0,
    armor: 0,
    shield: 0,
    guard: 0,
    docked: 0,
    bounty: 0,
  };
}

/** A list of reused objects: entries at and past `count` are stale. */
export interface ContactList<T> {
  count: number;
  readonly items: T[];
}

/**
 * The input of a pilot: what a player would see on the screen within {@link VIEW_RANGE_PX}, nearest first, without their own ship. It
 * has every station and body of the map, in the map's order; their ids are their indices.
 */
export interface PilotView {
  tick: number;
  seat: number;
  kind: number;
  helm: Helm;
  /** Units of ore in the hold, and the room of the hull. */
  cargo: number;
  room: number;
  readonly ships: ContactList<ShipContact>;
  readonly rocks: ContactList<RockContact>;
  readonly pods: ContactList<Contact>;
  readonly bolts: ContactList<Contact>;
  readonly stations: ContactList<Contact>;
  readonly bodies: ContactList<Contact>;
  /** The map's belts, each around one of `bodies`. */
  readonly belts: readonly BeltConfig[];
  mapRadiusPx: number;
}

export const VIEW_RANGE_PX = 1400;
/** Most contacts of one kind in a view: the nearest ones. */
export const MAX_VIEW_CONTACTS = 12;

/**
 * A bot: takes what a player would see, and gives controls. Pure: its only state is `memory` (4 int32, initially 0) and its only
 * randomness `random`. NPCs inside the machine and load bots outside it use the same pilots.
 */
export type Pilot = (view: PilotView, memory: Int32Array, random: RandomState, out: Controls) => void;

export type PilotName = "fighter" | "miner" | "idle" | "chaos" | "pirate" | "trader";
