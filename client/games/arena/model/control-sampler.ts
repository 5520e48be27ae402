import { encodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import { AIM_STEP, CLIENT_CONTROL_BITS, CONTROL, TRIGGER_BITS } from "../../../../shared/games/arena/controls.ts";
import { LAG_COMPENSATION_TICKS } from "../../../../shared/games/arena/data/rules.ts";
import { clamp, TURN } from "../../../../shared/math/fixed.ts";
import { SendPolicy } from "../../../net/send-policy.ts";
import { heldAfter, type TickControls, tickControlsRules } from "./own-ship.ts";

/** Samples the controls once a tick, and decides which samples to send. */
export class ControlSampler {
  readonly #sampler = new SendPolicy<TickControls>(tickControlsRules);
  readonly #controls: TickControls = { known: true, bits: 0, aim: 0 };
  readonly #held = tickControlsRules.newInput();
  #bits = 0;
  #aim = 0;
  /** Triggers held at any time since the last tick, and the dock key if it was pressed since. */
  #tapped = 0;
  /** False while the round forbids firing: triggers are still sent, but not predicted. */
  armed = true;
  /** False while the connection is lost: the ship drifts. */
  connected = true;

  /** Sets the controls held from here on. May be called more than once a tick. */
  hold(bits: number, aim: number): void {
    const rising = bits & ~this.#bits & CONTROL.dock;
    this.#tapped |= (bits & TRIGGER_BITS) | rising;
    this.#bits = bits & CLIENT_CONTROL_BITS;
    this.#aim = bits & CONTROL.aim ? (Math.floor(aim / AIM_STEP + 0.5) * AIM_STEP) & (TURN - 1) : 0;
  }

  /** The controls of the next tick, as predicted. Returns the same object each time. */
  now(): TickControls {
    const controls = this.#read();
    if (!this.armed) controls.bits &= ~TRIGGER_BITS;
    if (!this.connected) controls.bits = controls.aim = 0;
    return controls;
  }

  #read(): TickControls {
    this.#controls.bits = (this.#bits & ~CONTROL.dock) | this.#tapped;
    this.#controls.aim = this.#aim;
    return this.#controls;
  }

  /**
   * Ends the sampling of a tick. Returns the command to send for it; null: none.
   *
   * @param seen age of the patch that the player saw, ticks before `tick`
   */
  sample(tick: number, seen: number): Uint8Array | null {
    const controls = this.#read();
    this.#tapped = 0;
    heldAfter(controls, this.#held);
    if (!this.#sampler.shouldSend(tick, controls, this.#held)) return null;
    return encodeClientCommand({
      type: "controls",
      bits: controls.bits,
      aim: controls.aim,
      seen: clamp(seen, 0, LAG_COMPENSATION_TICKS),
    });
  }

  /** Sends the next sample in any case: the server may have lost the controls. */
  resend(): void {
    this.#sampler.resend();
  }
}
