import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { type Motion, placeDrift } from "../../../../shared/games/arena/drift.ts";
import type { Rails } from "../../../../shared/games/arena/rails.ts";
import type { ArenaState, PodState, RockState } from "../../../../shared/games/arena/wire/state.ts";
import { DRIFT_FIELDS, type Drift } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";
import { blankFrame, blankPod, blankRock } from "./blank-views.ts";
import type { ArenaFrame, PositionView } from "./frame.ts";
import { nextItem } from "./list.ts";
import { type RailsCache, railsOf } from "./rails-cache.ts";
import { rockAngle } from "./ship-condition.ts";

interface DriftingObject extends Drift {
  id: number;
  ore: number;
  /** A rock's size; a pod's amount. */
  size: number;
  syncedAt: number;
}

/** Arguments of the running {@link DriftTracker.show}, for its loops. */
interface ShowArguments {
  frame: ArenaFrame;
  rails: Rails;
  tick: number;
  share: number;
}

/** Rocks and pods in their orbits: positions are a function of the tick. */
export class DriftTracker {
  readonly #rails: RailsCache;
  readonly #rocks = new Map<string, DriftingObject>();
  readonly #pods = new Map<string, DriftingObject>();
  readonly #place: Motion = { x: 0, y: 0, vx: 0, vy: 0 };
  readonly #showing: ShowArguments;
  #syncs = 0;

  constructor(map: MapConfig) {
    this.#rails = railsOf(map);
    this.#showing = { frame: blankFrame(), rails: this.#rails.at(0), tick: 0, share: 0 };
  }

  sync(state: ArenaState): void {
    this.#syncs++;
    state.rocks.forEach(this.#readRock);
    state.pods.forEach(this.#readPod);
    this.#rocks.forEach(this.#dropRock);
    this.#pods.forEach(this.#dropPod);
  }

  readonly #readRock = (rock: RockState, key: string): void => {
    this.#read(this.#rocks, rock, key).size = rock.size;
  };
  readonly #readPod = (pod: PodState, key: string): void => {
    this.#read(this.#pods, pod, key).size = pod.amount;
  };
  readonly #dropRock = (rock: DriftingObject, key: string): void => {
    if (rock.syncedAt !== this.#syncs) this.#rocks.delete(key);
  };
  readonly #dropPod = (pod: DriftingObject, key: string): void => {
    if (pod.syncedAt !== this.#syncs) this.#pods.delete(key);
  };

  #read(into: Map<string, DriftingObject>, from: Drift & { ore: number }, key: string): DriftingObject {
    let object = into.get(key);
    if (object === undefined) {
      object = { id: Number(key), ore: from.ore, size: 0, syncedAt: 0, ...copyDrift(from) };
      into.set(key, object);
    }
    object.syncedAt = this.#syncs;
    return object;
  }

  show(tick: number, share: number, frame: ArenaFrame): void {
    const showing = this.#showing;
    showing.frame = frame;
    showing.rails = this.#rails.at(tick);
    showing.tick = tick;
    showing.share = share;
    frame.rocks.count = frame.pods.count = 0;
    this.#rocks.forEach(this.#showRock);
    this.#pods.forEach(this.#showPod);
  }

  readonly #showRock = (rock: DriftingObject): void => {
    const { frame, tick, share } = this.#showing;
    const view = nextItem(frame.rocks, blankRock);
    view.id = rock.id;
    view.size = rock.size;
    view.ore = rock.ore;
    this.#put(rock, view);
    view.angle = rockAngle(rock.id, tick + share);
  };

  readonly #showPod = (pod: DriftingObject): void => {
    const view = nextItem(this.#showing.frame.pods, blankPod);
    view.id = pod.id;
    view.ore = pod.ore;
    view.amount = pod.size;
    this.#put(pod, view);
  };

  #put(drift: Drift, view: PositionView): void {
    const place = this.#place;
    const { rails, share } = this.#showing;
    placeDrift(drift, rails, place);
    view.x = (place.x + place.vx * share) / ONE;
    view.y = (place.y + place.vy * share) / ONE;
  }
}

function copyDrift(from: Drift): Drift {
  const drift = {} as Drift;
  for (const field of DRIFT_FIELDS) drift[field] = from[field];
  return drift;
}
