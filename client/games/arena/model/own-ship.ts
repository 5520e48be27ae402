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

/** Controls given for a tick; unknown where the server cannot have had any for this ship. */
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

/** More ticks than any round trip that can be played on. */
const MEMORY_TICKS = 128;
/** A correction farther than this is a new place, not an error: shown at once. */
const SNAP_PX = 400;

const NOTHING = tickControlsRules.newInput();

/** One's own ship: predicted from what the server said of it last, which it says again when one could not have known. */
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
  /** The ship at `tick`, and a tick later if the controls stay. */
  get now(): Helm {
    return this.#predictor.now;
  }
  get next(): Helm {
    return this.#predictor.next;
  }

  /**
   * The server's word, as a patch left it. Returns how far the prediction was off, px: 0 when nothing was said anew, for
   * then it was right; null when there was none to compare.
   *
   * @param present tick up to which the ship is predicted
   */
  onPatch(state: OwnState, present: number): number | null {
    const other = state.ship !== this.id;
    if (!other && state.tick === this.#stateTick) return 0;
    readOwnShip(state, this.#truth);
    this.#stateTick = state.tick;
    let { tick } = state;
    // Longer ago than inputs are kept, it went on with what it held.
    while (present - tick > MEMORY_TICKS) stepHelm(this.#truth, this.#map, this.#rails.at(++tick));
    if (!other) return this.#reconcile(tick);
    this.id = state.ship;
    this.#startFrom(tick, present);
    return null;
  }

  #startFrom(tick: number, present: number): void {
    this.blend.clear();
    // What is held goes over to a new ship, so what was given while there was none counts too.
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

  /** Remembers controls of a tick without a ship. */
  record(tick: number, input: TickControls): void {
    this.#predictor.record(tick, input);
  }

  /** Looks ahead for drawing, with controls as they would be held. */
  predictNext(input: TickControls): void {
    this.#predictor.predictNext(input);
  }

  /** Moves on to a tick far away, without controls in between. Then the ship is to be published as a new one. */
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

/** What the server still holds of controls after the tick that saw them. */
export function heldAfter(input: TickControls, out: TickControls): void {
  out.known = true;
  out.bits = input.bits & ~ONE_TICK_BITS;
  out.aim = input.aim;
}
