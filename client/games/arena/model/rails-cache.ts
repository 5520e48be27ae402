import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { createRails, moveRails, type Rails } from "../../../../shared/games/arena/rails.ts";

/** More ticks than the age of any published ship, so that continuing many ships computes each tick once. */
const CACHED_TICKS = 512;

/** The rails of a map at recent ticks, each computed once. */
export class RailsCache {
  readonly #map: MapConfig;
  readonly #slots: (Rails | undefined)[] = new Array(CACHED_TICKS).fill(undefined);

  constructor(map: MapConfig) {
    this.#map = map;
  }

  at(tick: number): Rails {
    const index = tick % CACHED_TICKS;
    let rails = this.#slots[index];
    if (rails === undefined) {
      rails = createRails(this.#map);
      this.#slots[index] = rails;
    }
    if (rails.tick !== tick) moveRails(rails, this.#map, tick);
    return rails;
  }
}

const caches = new WeakMap<MapConfig, RailsCache>();

/** The cache of a map, shared by all bots on it. */
export function railsOf(map: MapConfig): RailsCache {
  let cache = caches.get(map);
  if (cache === undefined) {
    cache = new RailsCache(map);
    caches.set(map, cache);
  }
  return cache;
}
