import { createGrid, type Grid } from "../../math/grid.ts";
import { createOccupancy, type Occupancy } from "../../math/occupancy.ts";
import type { ArenaConfig, MapConfig } from "./config.ts";
import { configCodec } from "./config-codec.ts";
import type { Controls } from "./controls.ts";
import { type Motion, newDrift } from "./drift.ts";
import { newHelm } from "./helm.ts";
import { newPilotView } from "./perceive.ts";
import type { PilotView } from "./pilot-view.ts";
import { createPositions, type Positions } from "./positions.ts";
import { createRails, type Rails } from "./rails.ts";
import { MAX_SEATS } from "./shot-codec.ts";
import { type Drift, type Helm, MAX_ROCKS, PATCH_EVERY_TICKS, type Shot } from "./world.ts";

/** Derived data and reusable objects. Every phase may overwrite the objects, so no phase keeps them across a call. */
export interface Scratch {
  /** The world's configuration, encoded once. */
  readonly configBytes: Uint8Array;
  readonly rails: Rails;
  /** Rails of the last ticks, for `divergence.ts`; made on first use. */
  readonly recentRails: readonly Rails[];
  /** Rails of older ticks, for `lag-compensation.ts`; made on first use. */
  readonly olderRails: Rails[];
  /** The last tick in which ships moved. */
  movedAt: number;
  /** Shared by all worlds, as are `rocks`, `shipCells` and `near`: valid until any world's next step. */
  readonly ships: Grid;
  readonly rocks: Grid;
  /** Where ships were after they moved. */
  readonly shipCells: Occupancy;
  readonly rockPositions: Positions;
  readonly podPositions: Positions;
  /** Slots of `ships` that fired this tick, and their triggers. */
  readonly firedSlots: Int32Array;
  readonly firedBits: Int32Array;
  fired: number;
  /** Slots of `ships` whose velocity changed as much as in a bounce while they moved this tick, in order, and by how much. */
  readonly joltedSlots: Int32Array;
  readonly jolts: Int32Array;
  jolted: number;
  /** Slots of `ships` that docked or undocked this tick, in order, and their `docked` before. */
  readonly dockedSlots: Int32Array;
  readonly dockedBefore: Int32Array;
  docked: number;
  /** By slot of `ships`, valid where `shownAt` is this tick: a value of `PUBLISHED_AS`. */
  readonly publishedAs: Uint8Array;
  /** By slot of `bolts`: a shot's index in its volley, if it was fired since the world was created or loaded. */
  readonly volley: number[];
  readonly near: Int32Array;
  /** Like `near`, for rocks in `cover.ts`. */
  readonly nearRocks: Int32Array;
  readonly helm: Helm;
  /** A helm for `divergence.ts`, whose callers use the one above. */
  readonly publishedHelm: Helm;
  readonly approximateHelm: Helm;
  /** Helms for `lag-compensation.ts` and `beam.ts`. */
  readonly pastHelm: Helm;
  readonly targetHelm: Helm;
  readonly flight: Shot;
  readonly motion: Motion;
  readonly drift: Drift;
  /** One for all worlds of a map. */
  readonly pilotView: PilotView;
  readonly controls: Controls;
  readonly memory: Int32Array;
}

/** Worlds step one after the other, so they share what lives only within a step; it stays in the processor's caches. */
const shared = {
  ships: createGrid(0, MAX_SEATS),
  rocks: createGrid(0, MAX_ROCKS),
  shipCells: createOccupancy(),
  near: new Int32Array(Math.max(MAX_SEATS, MAX_ROCKS)),
  nearRocks: new Int32Array(MAX_ROCKS),
};

/** Shared by all worlds of a map. Copy `rails` before use. */
interface MapShared {
  readonly rails: Rails;
  readonly pilotView: PilotView;
}

const sharedByMap = new WeakMap<MapConfig, MapShared>();

function sharedOf(map: MapConfig): MapShared {
  const found = sharedByMap.get(map) ?? { rails: createRails(map), pilotView: newPilotView(map) };
  sharedByMap.set(map, found);
  return found;
}

/** A copy that moves by itself and shares the map's columns. */
function copyOf(rails: Rails): Rails {
  const { x, y, vx, vy, cells } = rails;
  return { ...rails, x: x.slice(), y: y.slice(), vx: vx.slice(), vy: vy.slice(), cells: cells.slice() };
}

const encoded = new WeakMap<ArenaConfig, Uint8Array>();

function bytesOf(config: ArenaConfig): Uint8Array {
  const bytes = encoded.get(config) ?? configCodec.encode(config);
  encoded.set(config, bytes);
  return bytes;
}

export function createScratch(config: ArenaConfig, ships: number): Scratch {
  const { rails, pilotView } = sharedOf(config.map);
  let before: readonly Rails[] | null = null;
  return {
    configBytes: bytesOf(config),
    rails: copyOf(rails),
    get recentRails() {
      before ??= Array.from({ length: PATCH_EVERY_TICKS }, () => copyOf(rails));
      return before;
    },
    olderRails: [],
    movedAt: -1,
    ...shared,
    rockPositions: createPositions(),
    podPositions: createPositions(),
    firedSlots: new Int32Array(ships),
    firedBits: new Int32Array(ships),
    fired: 0,
    joltedSlots: new Int32Array(ships),
    jolts: new Int32Array(ships),
    jolted: 0,
    dockedSlots: new Int32Array(ships),
    dockedBefore: new Int32Array(ships),
    docked: 0,
    publishedAs: new Uint8Array(ships),
    volley: [],
    helm: newHelm(),
    publishedHelm: newHelm(),
    approximateHelm: newHelm(),
    pastHelm: newHelm(),
    targetHelm: newHelm(),
    flight: { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 },
    motion: { x: 0, y: 0, vx: 0, vy: 0 },
    drift: newDrift(),
    pilotView,
    controls: { bits: 0, aim: 0 },
    memory: new Int32Array(4),
  };
}
