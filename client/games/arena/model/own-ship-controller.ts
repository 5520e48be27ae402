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
  /** What is shown: what a beam ends at. */
  readonly frame: ArenaFrame;
  /** Tells the server what is meant for a tick. */
  readonly send: (tick: number, command: Uint8Array) => void;
}

/** One's own ship under one's own hand: each tick controls are sampled and sent, it is stepped, and its shots are shown. */
export class OwnShipController {
  readonly #options: OwnShipControllerOptions;

  constructor(options: OwnShipControllerOptions) {
    this.#options = options;
  }

  /**
   * Takes over what a patch says of the ship. Returns how far its prediction was off, px; null when there was none.
   *
   * @param state undefined until the first patch, as a decoder has no object before its fields come
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

  /** Makes a tick. @param seen how many ticks before it the patch was made that was shown meanwhile */
  tick(tick: number, seen: number): void {
    const { own, control, send } = this.#options;
    const steering = control.now();
    let fired = 0;
    if (own.id === 0) own.record(tick, steering);
    else if (own.tick < tick) fired = own.advance(steering);
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

/** Whether a shot is among these that hits at once: the server must hear what it was aimed at. */
function firesBeam(fired: number, primary: number, secondary: number): boolean {
  const isBeam = (control: number, weapon: number) => (fired & control) !== 0 && weaponOf(weapon).kind === "beam";
  return isBeam(CONTROL.primary, primary) || isBeam(CONTROL.secondary, secondary);
}
