import { encodeClientCommand } from "../../shared/arena/client-command.ts";
import { AIM_STEP, ALL_CONTROLS, CONTROL, WEAPONS_HELD } from "../../shared/arena/controls.ts";
import { SHOWN_BACK_TICKS } from "../../shared/arena/data/rules.ts";
import { clamp, TURN } from "../../shared/math/fixed.ts";
import { Sampler } from "../net/sampler.ts";
import { heldAfter, type Steering, steeringRules } from "./own-ship.ts";

/** Turns what is held down into one steering a tick, and says which of them the server must hear. */
export class HelmControl {
  readonly #sampler = new Sampler<Steering>(steeringRules);
  readonly #steering: Steering = { known: true, bits: 0, aim: 0 };
  readonly #held = steeringRules.newInput();
  #bits = 0;
  #aim = 0;
  /** Weapons held at any time since the last tick, and the dock pressed since. */
  #tapped = 0;
  /** False while the round lets nobody fire: held triggers are sent, and do nothing. */
  armed = true;
  /** False while the socket is gone: the ship drifts. */
  connected = true;

  /** Controls held from now on; may be called more often than ticks are made. */
  hold(bits: number, aim: number): void {
    const rising = bits & ~this.#bits & CONTROL.dock;
    this.#tapped |= (bits & WEAPONS_HELD) | rising;
    this.#bits = bits & ALL_CONTROLS;
    this.#aim = bits & CONTROL.aim ? (Math.floor(aim / AIM_STEP + 0.5) * AIM_STEP) & (TURN - 1) : 0;
  }

  /** What is held now, as it will steer the next tick. The same object each time. */
  now(): Steering {
    const steering = this.#read();
    if (!this.armed) steering.bits &= ~WEAPONS_HELD;
    if (!this.connected) steering.bits = steering.aim = 0;
    return steering;
  }

  #read(): Steering {
    this.#steering.bits = (this.#bits & ~CONTROL.dock) | this.#tapped;
    this.#steering.aim = this.#aim;
    return this.#steering;
  }

  /**
   * Ends the sampling of a tick. Returns the command that must be sent for it, or null.
   *
   * @param seen how many ticks before it the patch was made that was shown meanwhile
   */
  sample(tick: number, seen: number): Uint8Array | null {
    const steering = this.#read();
    this.#tapped = 0;
    heldAfter(steering, this.#held);
    if (!this.#sampler.due(tick, steering, this.#held)) return null;
    return encodeClientCommand({
      type: "controls",
      bits: steering.bits,
      aim: steering.aim,
      seen: clamp(seen, 0, SHOWN_BACK_TICKS),
    });
  }

  /** The server may have forgotten what is held. */
  forget(): void {
    this.#sampler.forget();
  }
}
