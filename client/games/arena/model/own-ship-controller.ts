import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import type { OwnState } from "../../../../shared/games/arena/wire/state.ts";
import type { BeamPredictor } from "./beam-predictor.ts";
import type { BoltTracker } from "./bolt-tracker.ts";
import type { ControlSampler } from "./control-sampler.ts";
import type { EventQueue } from "./event-queue.ts";
import type { ArenaFrame } from "./frame.ts";
import type { OwnShip } from "./own-ship.ts";

export interface OwnShipControllerOptions {
  readonly config: ArenaConfig;
  readonly own: OwnShip;
  readonly control: ControlSampler;
  readonly bolts: Pick<BoltTracker, "predict">;
  readonly beams: Pick<BeamPredictor, "predict">;
  readonly events: Pick<EventQueue, "add">;
  /** The frame shown; predicted beams end at its obstacles. */
  readonly frame: ArenaFrame;
  /** Sends a command for a tick to the server. */
  readonly send: (tick: number, command: Uint8Array) => void;
}

/** Controls the own ship: each tick it samples and sends the controls, steps the ship, and shows its shots. */
export class OwnShipController {
  readonly #options: OwnShipControllerOptions;

  constructor(options: OwnShipControllerOptions) {
    this.#options = options;
  }

  /**
   * Reads a patch. Returns the error of the ship's prediction, px; null: there was none.
   *
   * @param state undefined until the first patch: the decoder creates objects with their first field
   * @param present tick up to which the ship is predicted
   */
  onPatch(state: OwnState | undefined, present: number): number | null {
    const { own, control } = this.#options;
    const id = state?.ship ?? 0;
    if (id !== own.id) control.resend();
    if (state === undefined || id === 0) {
      own.onLost();
      return null;
    }
    return own.onPatch(state, present);
  }

  /** Makes a tick. @param seen age of the patch that the player saw, ticks before `tick` */
  tick(tick: number, seen: number): void {
    const { own, control, send } = this.#options;
    const controls = control.now();
    let fired = 0;
    if (own.id === 0) own.record(tick, controls);
    else if (own.tick < tick) fired = own.advance(controls);
    const { primary, secondary } = hullOf(own.now.hull);
    if (firesBeam(fired, primary, secondary)) control.resend();
    const command = control.sample(tick, seen);
    if (command !== null) send(tick, command);
    if (fired === 0) return;
    if (fired & CONTROL.primary) this.#fire(primary, tick);
    if (fired & CONTROL.secondary) this.#fire(secondary, tick);
  }

  #fire(weapon: number, tick: number): void {
    const { config, own, bolts, beams, events, frame } = this.#options;
    if (weaponOf(weapon).kind === "bolt") bolts.predict(own.now, weapon, tick);
    else events.add(beams.predict(own.now, weapon, tick, config.map, frame));
  }
}

/** Whether a beam was fired: it hits at once, so the server needs the exact aim. */
function firesBeam(fired: number, primary: number, secondary: number): boolean {
  const isBeam = (control: number, weapon: number) => (fired & control) !== 0 && weaponOf(weapon).kind === "beam";
  return isBeam(CONTROL.primary, primary) || isBeam(CONTROL.secondary, secondary);
}
