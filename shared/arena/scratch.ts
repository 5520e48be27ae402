import { createGrid, type Grid } from "../math/grid.ts";
import type { Sight } from "../pilots/sight.ts";
import type { ArenaConfig } from "./config.ts";
import { configCodec } from "./config-codec.ts";
import type { Controls } from "./controls.ts";
import { type Motion, newDrift } from "./drift.ts";
import { newHelm } from "./helm.ts";
import { newSight } from "./look.ts";
import { MOST_SEATS } from "./motion.ts";
import { createPlaces, type Places } from "./places.ts";
import { createRails, type Rails } from "./rails.ts";
import { type Drift, type Flight, type Helm, MOST_ROCKS, PATCH_EVERY_TICKS } from "./world.ts";

/** Derived and borrowed: every phase may overwrite the objects, so none keeps them across a call. */
export interface Scratch {
  /** The world's configuration, encoded once. */
  readonly configBytes: Uint8Array;
  readonly rails: Rails;
  /** Of the ticks before, for `shown.ts`. */
  readonly railsBefore: readonly Rails[];
  /** Of ticks longer ago, for `past.ts`; made when they are asked for. */
  readonly railsLongBefore: Rails[];
  /** The tick that ships have flown last. */
  flownAt: number;
  /** One for all worlds, as `rocks` and `near`: what is in them holds until any world's next step. */
  readonly ships: Grid;
  readonly rocks: Grid;
  readonly rockPlaces: Places;
  readonly podPlaces: Places;
  /** Slots of `ships` that fired this tick, and with what. */
  readonly firedSlots: Int32Array;
  readonly firedBits: Int32Array;
  fired: number;
  /** By slot of `ships`: how much its velocity changed while it flew this tick. */
  readonly jolts: Int32Array;
  /** By slot of `ships`: its `docked` before it flew this tick. */
  readonly dockedBefore: Int32Array;
  /** By slot of `ships`, where `shownAt` is this tick: a value of `TOLD_AS`. */
  readonly toldAs: Uint8Array;
  readonly near: Int32Array;
  /** As `near`, of rocks, for `cover.ts`. */
  readonly nearRocks: Int32Array;
  readonly helm: Helm;
  /** A helm for `shown.ts`, which is called while others use the one above. */
  readonly parting: Helm;
  readonly guess: Helm;
  /** Helms for `past.ts` and `beam.ts`. */
  readonly past: Helm;
  readonly aimed: Helm;
  readonly flight: Flight;
  readonly motion: Motion;
  readonly drift: Drift;
  readonly sight: Sight;
  readonly controls: Controls;
  readonly memory: Int32Array;
}

/** Worlds step one after the other, so what is used within a step alone is there once, and stays in the processor's caches. */
const shared = {
  ships: createGrid(0, MOST_SEATS),
  rocks: createGrid(0, MOST_ROCKS),
  near: new Int32Array(Math.max(MOST_SEATS, MOST_ROCKS)),
  nearRocks: new Int32Array(MOST_ROCKS),
};

export function createScratch(config: ArenaConfig, ships: number): Scratch {
  const { map } = config;
  return {
    configBytes: configCodec.encode(config),
    rails: createRails(map),
    railsBefore: Array.from({ length: PATCH_EVERY_TICKS }, () => createRails(map)),
    railsLongBefore: [],
    flownAt: -1,
    ...shared,
    rockPlaces: createPlaces(),
    podPlaces: createPlaces(),
    firedSlots: new Int32Array(ships),
    firedBits: new Int32Array(ships),
    fired: 0,
    jolts: new Int32Array(ships),
    dockedBefore: new Int32Array(ships),
    toldAs: new Uint8Array(ships),
    helm: newHelm(),
    parting: newHelm(),
    guess: newHelm(),
    past: newHelm(),
    aimed: newHelm(),
    flight: { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 },
    motion: { x: 0, y: 0, vx: 0, vy: 0 },
    drift: newDrift(),
    sight: newSight(map),
    controls: { bits: 0, aim: 0 },
    memory: new Int32Array(4),
  };
}
