import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { type Controls, ONE_TICK_BITS } from "../../../../shared/games/arena/controls.ts";
import { copyHelm, newHelm, stepHelm } from "../../../../shared/games/arena/helm.ts";
import type { OwnState } from "../../../../shared/games/arena/wire/state.ts";
import type { Helm } from "../../../../shared/games/arena/world.ts";
import { ONE, turnBetween } from "../../../../shared/math/fixed.ts";
import { Blend } from "../../../net/blend.ts";
import { Predictor } from "../../../net/predictor.ts";
import { RADIANS, readOwnShip } from "./motion.ts";
import { type RailsCache, railsOf } from "./rails-cache.ts";

/** Controls of a tick. `known` is false if the server cannot have received any for this ship. */
export interface TickControls extends Controls {
  known: boolean;
}

export const tickControlsRules = {
  newInput: (): TickControls => ({ known: false, bits: 0, aim: 0 }),
  copyInput: (from: TickControls, to: TickControls): void => {
    to.known = from.known;
    to.bits = from.bits;
    to.aim = from.aim;
  },
  same: (a: TickControls, b: TickControls): boolean => a.bits === b.bits && a.aim === b.aim,
};

/** Ticks of controls kept; longer than any playable round trip. */
const MEMORY_TICKS = 128;
/** A larger correction is a jump, and shown at once. */
const SNAP_PX = 400;

const NOTHING = tickControlsRules.newInput();

/** The own ship, predicted from its last published state. The server publishes it again when the client cannot have predicted it. */
export class OwnShip {
  readonly #map: MapConfig;
  readonly #rails: RailsCache;
  readonly #truth = newHelm();
  #stateTick = -1;
  #fired = 0;
  readonly #predictor: Predictor<Helm, TickControls>;
  readonly blend: Blend = new Blend(SNAP_PX);
  /** Entity id; 0 while there is none. */
  id = 0;

  constructor(map: MapConfig) {
    this.#map = map;
    this.#rails = railsOf(map);
    this.#predictor = new Predictor<Helm, TickControls>(
      {
        newState: newHelm,
        copyState: copyHelm,
        newInput: tickControlsRules.newInput,
        copyInput: tickControlsRules.copyInput,
        step: (helm, input, tick) => {
          if (input.known) {
            helm.bits = input.bits;
            helm.aim = input.aim;
          }
          this.#fired = stepHelm(helm, this.#map, this.#rails.at(tick));
        },
      },
      MEMORY_TICKS,
    );
  }

  get tick(): number {
    return this.#predictor.tick;
  }
  /** The ship at `tick`. */
  get now(): Helm {
    return this.#predictor.now;
  }
  /** The ship one tick later, as of the last `predictNext`. */
  get next(): Helm {
    return this.#predictor.next;
  }

  /**
   * Reads a patch. Returns the error of the prediction, px: 0 if the patch published nothing new, because then the prediction
   * was right; null if there was no prediction to compare.
   *
   * @param present tick up to which the ship is predicted
   */
  onPatch(state: OwnState, present: number): number | null {
    const isOther = state.ship !== this.id;
    if (!isOther && state.tick === this.#stateTick) return 0;
    readOwnShip(state, this.#truth);
    this.#stateTick = state.tick;
    let { tick } = state;
    // Controls of older ticks are not kept: continue with those it held.
    while (present - tick > MEMORY_TICKS) stepHelm(this.#truth, this.#map, this.#rails.at(++tick));
    if (!isOther) return this.#reconcile(tick);
    this.id = state.ship;
    this.#startFrom(tick, present);
    return null;
  }

  #startFrom(tick: number, present: number): void {
    this.blend.clear();
    // A new ship takes over the held controls, so replay those recorded while there was none.
    this.#predictor.reset(this.#truth, Math.max(present, tick));
    this.#predictor.reconcile(this.#truth, tick);
  }

  #reconcile(tick: number): number | null {
    const { now } = this.#predictor;
    const { x, y, heading } = now;
    const comparable = tick <= this.#predictor.tick;
    this.#predictor.reconcile(this.#truth, tick);
    if (!comparable) return null;
    const dx = (x - now.x) / ONE;
    const dy = (y - now.y) / ONE;
    this.blend.addCorrection(dx, dy, turnBetween(now.heading, heading) * RADIANS);
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** Steps to the next tick. Returns the control bits of the weapons that fired. */
  advance(input: TickControls): number {
    this.#predictor.advance(input);
    return this.#fired;
  }

  /** Records the controls of a tick without a ship. */
  record(tick: number, input: TickControls): void {
    this.#predictor.record(tick, input);
  }

  /** Predicts one tick ahead, for drawing. */
  predictNext(input: TickControls): void {
    this.#predictor.predictNext(input);
  }

  /** Jumps to a distant tick, without controls in between. The next patch then starts the ship anew. */
  jumpTo(tick: number): void {
    for (let t = Math.max(this.#predictor.tick, tick - MEMORY_TICKS) + 1; t <= tick; t++)
      this.#predictor.record(t, NOTHING);
    this.onLost();
  }

  /** The ship is gone. */
  onLost(): void {
    this.id = 0;
  }
}

/** The controls that the server keeps holding after a tick with this input. */
export function heldAfter(input: TickControls, out: TickControls): void {
  out.known = true;
  out.bits = input.bits & ~ONE_TICK_BITS;
  out.aim = input.aim;
}
