import type { ArenaFrame, BeaconView } from "../model/frame.ts";
import type { Frame } from "./atlas.ts";
import { BEACON, dim, mix, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";

/** Radius of a beacon's picture, px. */
const REACH_PX = 160;
/** Number of regular waves, and the duration of one, s. */
const WAVES = 2;
const WAVE_S = 2.4;
/** Duration of the ring after a report, s. */
const REPORT_S = 1.6;
const DARK = dim(BEACON, 0.1);

/** Draws beacons: buoys that send out waves, and a ring at each report. */
export class BeaconRenderer {
  readonly #buoy: Frame;
  readonly #wave: Frame;
  readonly #ring: Frame;
  readonly #glow: Frame;

  constructor(readonly stage: RenderContext) {
    const { atlas } = stage;
    this.#buoy = atlas.frame("buoy");
    this.#wave = atlas.frame("wave");
    this.#ring = atlas.frame("ring");
    this.#glow = atlas.frame("glow");
  }

  update(frame: ArenaFrame): void {
    const { beacons } = frame;
    if (beacons.length === 0) return;
    const nowMs = performance.now();
    for (let i = 0; i < beacons.length; i++)
      if (this.stage.isVisible(beacons[i].x, beacons[i].y, REACH_PX)) this.#show(beacons[i], i, nowMs);
  }

  #show({ x, y, receivedMs }: BeaconView, index: number, nowMs: number): void {
    const { stage } = this;
    const { timeS, ground, glow, light } = stage;
    // Neighbours are out of phase.
    const time = timeS + index * 0.71;
    const beat = 0.5 + 0.5 * Math.sin(time * 2.6);
    glow.stamp(this.#glow, x, y, 0, 1.5, 1.5, BEACON, 0.14 + 0.08 * beat);
    ground.stamp(this.#buoy, x, y, 0, 1, 1, mix(BEACON, WHITE, 0.3), 1, DARK);
    light.stamp(this.#glow, x, y, 0, 0.34, 0.34, BEACON, 0.45 + 0.4 * beat);
    for (let k = 0; k < WAVES; k++) {
      const t = (time / WAVE_S + k / WAVES) % 1;
      const scale = 0.6 + 0.9 * t;
      glow.stamp(this.#wave, x, y, 0, scale, scale, BEACON, Math.min(1, 5 * t) * (1 - t) ** 1.4 * 0.9);
    }
    const said = (nowMs - receivedMs) / 1000 / REPORT_S;
    if (said < 0 || said >= 1) return;
    const out = 0.3 + 2 * (1 - (1 - said) ** 3);
    glow.stamp(this.#ring, x, y, 0, out, out, BEACON, 0.8 * (1 - said) ** 2);
  }
}
