import { encodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import { AIM_STEP, CLIENT_CONTROL_BITS, CONTROL, TRIGGER_BITS } from "../../../../shared/games/arena/controls.ts";
import { LAG_COMPENSATION_TICKS } from "../../../../shared/games/arena/data/rules.ts";
import { clamp, TURN } from "../../../../shared/math/fixed.ts";
import { SendPolicy } from "../../../net/send-policy.ts";
import { heldAfter, type TickControls, tickControlsRules } from "./own-ship.ts";

/** Turns what is held down into one steering a tick, and says which of them the server must hear. */
export class ControlSampler {
  readonly #sampler = new SendPolicy<TickControls>(tickControlsRules);
  readonly #steering: TickControls = { known: true, bits: 0, aim: 0 };
  readonly #held = tickControlsRules.newInput();
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
    this.#tapped |= (bits & TRIGGER_BITS) | rising;
    this.#bits = bits & CLIENT_CONTROL_BITS;
    this.#aim = bits & CONTROL.aim ? (Math.floor(aim / AIM_STEP + 0.5) * AIM_STEP) & (TURN - 1) : 0;
  }

  /** What is held now, as it will steer the next tick. The same object each time. */
  now(): TickControls {
    const steering = this.#read();
    if (!this.armed) steering.bits &= ~TRIGGER_BITS;
    if (!this.connected) steering.bits = steering.aim = 0;
    return steering;
  }

  #read(): TickControls {
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
    if (!this.#sampler.shouldSend(tick, steering, this.#held)) return null;
    return encodeClientCommand({
      type: "controls",
      bits: steering.bits,
      aim: steering.aim,
      seen: clamp(seen, 0, LAG_COMPENSATION_TICKS),
    });
  }

  /** The server may have forgotten what is held. */
  resend(): void {
    this.#sampler.resend();
  }
}
