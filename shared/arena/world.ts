import type { RandomState } from "../math/random.ts";
import type { Table } from "../table.ts";
import type { ArenaConfig } from "./config.ts";
import type { Scratch } from "./scratch.ts";

/** What of a ship depends on itself, its controls, the map and the tick alone: its continuation runs on these. */
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
  /** Ticks until the shield begins to come back. */
  "shieldWait",
  /** 1/16 point. */
  "energy",
  /** Ticks until each weapon may fire again. */
  "primaryWait",
  "secondaryWait",
  /** Ticks during which nothing can hurt this ship; firing ends it. */
  "guard",
  /** Index of the station it is docked at, plus 1; 0 in flight. */
  "docked",
  /** Held controls, see `controls.ts`. */
  "bits",
  "aim",
] as const;
export type HelmField = (typeof HELM_FIELDS)[number];

/** A ship's helm as an object, with its hull: what `stepHelm` moves. */
export type Helm = { [F in HelmField]: number } & { hull: number };

/** A shot in flight; its continuation needs nothing else. px/65536, per tick. */
export interface Flight {
  x: number;
  y: number;
  vx: number;
  vy: number;
  weapon: number;
}

/**
 * A rock or pod on its orbit: radius and angle are closed forms of the tick, the radius swinging around its mean as a
 * near-circular orbit does (epicyclic approximation). Never stepped, so its age costs nothing.
 */
export const DRIFT_FIELDS = [
  /** Index of the body it circles. */
  "parent",
  /** Mean distance, px. */
  "orbitPx",
  /** Swing of the distance, px, and its period. */
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

/** One row a seat: people first (`0 … config.seats − 1`), then pirates, then traders. */
export const PLAYER_FIELDS = [
  "kind",
  /** Id of the person as the whole server knows them; 0: unknown, or an NPC. */
  "player",
  /** Of whoever took the seat, see the `join` command; 0: an NPC. */
  "pilot",
  /** Slot in `ships` plus 1; 0 while dead. */
  "ship",
  /** Hull flown now, and the one wanted after the next respawn. */
  "hull",
  "nextHull",
  /** What counts: bounties claimed and ore sold, in credits; never negative. */
  "credits",
  "kills",
  "deaths",
  /** 1 if those three changed since the news told them. */
  "untold",
  /** Credits on this pilot's head. */
  "bounty",
  /** 0 while the socket is gone and the seat is held. */
  "online",
  /** Tick at which a dead pilot returns; 0 while alive. */
  "respawnAt",
  /** Controls held, as commanded last: a new ship begins with them. */
  "bits",
  "aim",
  /** How many ticks ago the patch was made that they had when they gave these; 0: they see the truth. Its mean in 1/256 tick. */
  "seen",
  "seenMean",
  /** People: the tick from which a pirate may come looking for them. */
  "huntedAt",
  /** Units of each ore in the hold. */
  "cargo0",
  "cargo1",
  "cargo2",
  "cargo3",
  /** What an NPC's pilot remembers. */
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
  /** Seat that hurt it last, plus 1, and when: who is paid for a crash. `hurtHow`: a value of `CAUSE`. */
  "hurtBy",
  "hurtAt",
  "hurtHow",
  /** The patch's tick at which clients were last told of it; 0: never yet. */
  "shownAt",
  /** How its truth has parted from what they see, as bits of `PARTED`; 0: it has not. */
  "parted",
  /** The tick of what `shown` has of it. */
  "seenAt",
  /** The last tick flown under the controls that were told, and its energy then. */
  "turnedAt",
  "turnEnergy",
  /** `shownAt` for its own player, who is told all of it; and 1 if since then anything changed it that one could not know. */
  "ownAt",
  "touched",
  /** Its newest row in `past` plus 1, if that is still there. */
  "pastRow",
] as const;

/**
 * What clients saw of a ship at a patch's tick until that patch told them otherwise, as those who do not have it yet still
 * see it go on: `a` to `e`, `energy` and `aim` as in `told.ts`. Kept for `SHOWN_BACK_TICKS`. `before`: the ship's row before
 * this one plus 1, if that is still there.
 */
export const PAST_FIELDS = ["ship", "tick", "before", "a", "b", "c", "d", "e", "energy", "aim"] as const;

export const BOLT_FIELDS = ["id", "seat", "weapon", "x", "y", "vx", "vy", "bornAt", "diesAt"] as const;
/** `belt`: index of the belt it came from. */
export const ROCK_FIELDS = ["id", "belt", "size", "ore", "health", ...DRIFT_FIELDS] as const;
/** Rocks of one arena, however its map is. */
export const MOST_ROCKS = 4_096;
export const POD_FIELDS = ["id", "ore", "amount", "diesAt", ...DRIFT_FIELDS] as const;

export const ROUND = { playing: 0, result: 1 } as const;

/** The arena's whole state: integers in tables, plus the names of NPCs. Only `scratch` is neither saved nor hashed. */
export interface World {
  readonly config: ArenaConfig;
  readonly random: RandomState;
  tick: number;
  nextId: number;
  round: number;
  /** A value of {@link ROUND}, and the tick at which it ends. */
  phase: number;
  phaseEndsAt: number;
  readonly players: Table<(typeof PLAYER_FIELDS)[number]>;
  /** Of NPCs by seat; "" elsewhere: names of people are no part of a world, so that they can be forgotten. */
  readonly names: string[];
  readonly ships: Table<(typeof SHIP_FIELDS)[number]>;
  /** What clients saw at tick `seenAt` of ships that have parted from the truth, otherwise zero: see `readShown`. Same slots as `ships`. */
  readonly shown: Table<HelmField>;
  readonly past: Table<(typeof PAST_FIELDS)[number]>;
  readonly bolts: Table<(typeof BOLT_FIELDS)[number]>;
  readonly rocks: Table<(typeof ROCK_FIELDS)[number]>;
  readonly pods: Table<(typeof POD_FIELDS)[number]>;
  /** What phases hand to one another within a tick, and objects used again in every tick. */
  readonly scratch: Scratch;
}

/** Clients are told what changed on ticks that are multiples of this. */
export const PATCH_EVERY_TICKS = 3;
/** A player is told the own ship again after this long even when nothing touched it. */
export const OWN_AGAIN_TICKS = 180;
/** As what a ship is told at a patch: a whole record, or a turn of which clients make the same; see `told.ts` and `turn.ts`. */
export const TOLD_AS = { whole: 0, turn: 1, turnAndVitals: 2 } as const;
