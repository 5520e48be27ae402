import { createGrid, type Grid } from "../math/grid.ts";
import type { Sight } from "../pilots/sight.ts";
import type { ArenaConfig } from "./config.ts";
import { configCodec } from "./config-codec.ts";
import type { Controls } from "./controls.ts";
import type { Motion } from "./drift.ts";
import { newHelm } from "./helm.ts";
import { newSight } from "./look.ts";
import { createRails, type Rails } from "./rails.ts";
import { type Drift, type Flight, type Helm, PATCH_EVERY_TICKS } from "./world.ts";

/** Places and velocities of drifting rows at the world's tick, by slot. */
export interface Places {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
}

/** Derived and borrowed: every phase may overwrite the objects, so none keeps them across a call. */
export interface Scratch {
  /** The world's configuration, encoded once. */
  readonly configBytes: Uint8Array;
  readonly rails: Rails;
  /** Of the ticks before, for `shown.ts`. */
  readonly railsBefore: readonly Rails[];
  /** The tick that ships have flown last. */
  flownAt: number;
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
  readonly helm: Helm;
  /** A helm for `shown.ts`, which is called while others use the one above. */
  readonly parting: Helm;
  readonly guess: Helm;
  readonly flight: Flight;
  readonly motion: Motion;
  readonly drift: Drift;
  readonly sight: Sight;
  readonly controls: Controls;
  readonly memory: Int32Array;
}

export interface Capacities {
  readonly ships: number;
  readonly bolts: number;
  readonly rocks: number;
  readonly pods: number;
}

export function createScratch(config: ArenaConfig, capacity: Capacities): Scratch {
  const { map } = config;
  return {
    configBytes: configCodec.encode(config),
    rails: createRails(map),
    railsBefore: Array.from({ length: PATCH_EVERY_TICKS }, () => createRails(map)),
    flownAt: -1,
    ships: createGrid(map.radiusPx, capacity.ships),
    rocks: createGrid(map.radiusPx, capacity.rocks),
    rockPlaces: createPlaces(capacity.rocks),
    podPlaces: createPlaces(capacity.pods),
    firedSlots: new Int32Array(capacity.ships),
    firedBits: new Int32Array(capacity.ships),
    fired: 0,
    jolts: new Int32Array(capacity.ships),
    dockedBefore: new Int32Array(capacity.ships),
    toldAs: new Uint8Array(capacity.ships),
    near: new Int32Array(Math.max(capacity.ships, capacity.rocks)),
    helm: newHelm(),
    parting: newHelm(),
    guess: newHelm(),
    flight: { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 },
    motion: { x: 0, y: 0, vx: 0, vy: 0 },
    drift: {
      parent: 0,
      orbitPx: 0,
      swingPx: 0,
      swingTicks: 1,
      phase: 0,
      swingPhase: 0,
      periodTicks: 1,
      epoch: 0,
    },
    sight: newSight(map),
    controls: { bits: 0, aim: 0 },
    memory: new Int32Array(4),
  };
}

function createPlaces(capacity: number): Places {
  return {
    x: new Int32Array(capacity),
    y: new Int32Array(capacity),
    vx: new Int32Array(capacity),
    vy: new Int32Array(capacity),
  };
}
