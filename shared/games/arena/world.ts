import type { RandomState } from "../../math/random.ts";
import type { Table } from "../../table.ts";
import type { ArenaConfig } from "./config.ts";
import type { Scratch } from "./scratch.ts";

/** The fields of a ship that depend only on each other, its controls, the map and the tick: a continuation computes these. */
export const HELM_FIELDS = [
  /** px/65536 and px/65536 per tick. */
  "x",
  "y",
  "vx",
  "vy",
  /** 1/65536 turn. */
  "heading",
  "armor",
  "shield",
  /** Ticks until the shield begins to recharge. */
  "shieldWait",
  /** 1/16 point. */
  "energy",
  /** Ticks until each weapon may fire again. */
  "primaryWait",
  "secondaryWait",
  /** Ticks for which nothing damages this ship; firing ends them. */
  "guard",
  /** Index of the station where it is docked, plus 1; 0: in flight. */
  "docked",
  /** Held controls, see `controls.ts`. */
  "bits",
  "aim",
] as const;
export type HelmField = (typeof HELM_FIELDS)[number];

/** A ship's helm as an object, with its hull. `stepHelm` moves it. */
export type Helm = { [F in HelmField]: number } & { hull: number };

/** A shot in flight, complete for its continuation. px/65536, per tick. */
export interface Shot {
  x: number;
  y: number;
  vx: number;
  vy: number;
  weapon: number;
}

/**
 * A rock or pod on its orbit: radius and angle are closed-form functions of the tick, and the radius swings around its mean
 * (epicyclic approximation of a near-circular orbit). It is never stepped.
 */
export const DRIFT_FIELDS = [
  /** Index of the body that it orbits. */
  "parent",
  /** Mean distance, px. */
  "orbitPx",
  /** Amplitude of the distance's swing, px, and its period. */
  "swingPx",
  "swingTicks",
  /** Angle and swing angle at tick `epoch`, 1/65536 turn. */
  "phase",
  "swingPhase",
  "periodTicks",
  "epoch",
] as const;
export type DriftField = (typeof DRIFT_FIELDS)[number];
export type Drift = { [F in DriftField]: number };

export const PLAYER_KIND = { person: 0, pirate: 1, trader: 2 } as const;

/** One row for each seat: people first (`0 … config.seats − 1`), then pirates, then traders. */
export const PLAYER_FIELDS = [
  "kind",
  /** Id of the guest or account, server-wide; 0: unknown, or an NPC. */
  "player",
  /** Id of this person at this seat, see the `join` command; 0: an NPC. */
  "pilot",
  /** Slot in `ships` plus 1; 0 while dead. */
  "ship",
  /** The current hull, and the one after the next respawn. */
  "hull",
  "nextHull",
  /** Credits from bounties and ore, never negative. */
  "credits",
  "kills",
  "deaths",
  /** 1 if those three changed since the last `standing` event. */
  "scoreChanged",
  /** Credits for whoever kills this pilot. */
  "bounty",
  /** 0 while the socket is closed and the seat is held. */
  "online",
  /** Tick of the respawn; 0 while alive. */
  "respawnAt",
  /** Controls held by the latest command; a new ship starts with them. */
  "bits",
  "aim",
  /** Age of their view when they gave these controls, ticks; 0: current. And its running mean, 1/256 tick. */
  "seen",
  "seenMean",
  /** People only: the tick from which a pirate may be sent after them. */
  "huntedAt",
  /** Units of each ore in the hold. */
  "cargo0",
  "cargo1",
  "cargo2",
  "cargo3",
  /** Memory of an NPC's pilot. */
  "memory0",
  "memory1",
  "memory2",
  "memory3",
] as const;

export const SHIP_FIELDS = [
  "id",
  "seat",
  "hull",
  ...HELM_FIELDS,
  /** The seat that damaged it last, plus 1, and when: it gets the credits of a crash. `hurtCause`: a value of `CAUSE`. */
  "hurtBy",
  "hurtAt",
  "hurtCause",
  /** Tick of the patch that published it last; 0: never. */
  "shownAt",
  /** How its true motion has diverged from the published one, as bits of `DIVERGED`; 0: it has not. */
  "diverged",
  /** The tick of its row in `shown`. */
  "seenAt",
  /** The last tick under the published controls, and its energy then. */
  "turnedAt",
  "turnEnergy",
  /** `shownAt` for its own player, who gets all its fields; and 1 if anything has changed it since that they cannot predict. */
  "ownAt",
  "touched",
  /** Its newest row in `past`, plus 1; the row may have been reused since. */
  "pastRow",
] as const;

/**
 * A ship's earlier published motions, each at the patch that replaced it: clients without that patch still continue it. `a` to
 * `e`, `energy` and `aim` as in `published-motion.ts`. Rows are dropped after `LAG_COMPENSATION_TICKS`. `before`: the ship's earlier row, plus 1.
 */
export const PAST_FIELDS = ["ship", "tick", "before", "a", "b", "c", "d", "e", "energy", "aim"] as const;

export const BOLT_FIELDS = ["id", "seat", "weapon", "x", "y", "vx", "vy", "bornAt", "diesAt"] as const;
/** `belt`: index of the belt it came from. */
export const ROCK_FIELDS = ["id", "belt", "size", "ore", "health", ...DRIFT_FIELDS] as const;
/** Most rocks of one arena, whatever its map. */
export const MAX_ROCKS = 4_096;
export const POD_FIELDS = ["id", "ore", "amount", "diesAt", ...DRIFT_FIELDS] as const;

export const ROUND = { playing: 0, result: 1 } as const;

/** The arena's whole state: integers in tables, and the names of NPCs. Only `scratch` is neither saved nor hashed. */
export interface World {
  readonly config: ArenaConfig;
  readonly random: RandomState;
  tick: number;
  nextId: number;
  round: number;
  /** A value of {@link ROUND}, and the tick when it ends. */
  phase: number;
  phaseEndsAt: number;
  readonly players: Table<(typeof PLAYER_FIELDS)[number]>;
  /** NPCs' names by seat; "" elsewhere. People's names are not part of a world, so that they can be erased. */
  readonly names: string[];
  readonly ships: Table<(typeof SHIP_FIELDS)[number]>;
  /** Published motion at tick `seenAt` of ships that have diverged from it, otherwise zero, see `readPublished`. Same slots as `ships`. */
  readonly shown: Table<HelmField>;
  readonly past: Table<(typeof PAST_FIELDS)[number]>;
  readonly bolts: Table<(typeof BOLT_FIELDS)[number]>;
  readonly rocks: Table<(typeof ROCK_FIELDS)[number]>;
  readonly pods: Table<(typeof POD_FIELDS)[number]>;
  /** Data that phases pass on within a tick, and reusable objects. */
  readonly scratch: Scratch;
}

/** Patches are made on ticks that are multiples of this. */
export const PATCH_EVERY_TICKS = 3;
/** A player's own ship is sent again after this long even when nothing touched it. */
export const OWN_REFRESH_TICKS = 180;
/** How a patch publishes a ship: as a whole record, or as a turn, see `published-motion.ts` and `turn.ts`. */
export const PUBLISHED_AS = { whole: 0, turn: 1, turnAndVitals: 2 } as const;
