import { DOCK_RING_PX } from "../../../../shared/games/arena/data/rules.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { Frame } from "./atlas.ts";
import { dim, mix, OWN, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";

const STEEL = 0x9be8ff;
const READY = 0x59ffa9;

/** Draws stations: a turning wheel around a hub, lamps, and the docking range. */
export class StationRenderer {
  readonly #wheel: Frame;
  readonly #hub: Frame;
  readonly #dock: Frame;
  readonly #glow: Frame;
  readonly #glint: Frame;

  constructor(readonly stage: RenderContext) {
    const { atlas } = stage;
    this.#wheel = atlas.frame("wheel");
    this.#hub = atlas.frame("hub");
    this.#dock = atlas.frame("dock");
    this.#glow = atlas.frame("glow");
    this.#glint = atlas.frame("glint");
  }

  update(frame: ArenaFrame): void {
    if (!frame.config) return;
    const { stage } = this;
    const time = stage.timeS;
    for (let i = 0; i < frame.config.map.stations.length; i++) {
      const { x, y } = frame.stations[i];
      if (!stage.isVisible(x, y, DOCK_RING_PX + 20)) continue;
      const near = frame.own.nearStation === i || frame.own.dockedAt === i;
      const ready = near && (frame.own.canDock || frame.own.dockedAt === i);
      const ring = ready ? READY : near ? OWN : STEEL;
      const beat = 0.5 + 0.5 * Math.sin(time * (ready ? 5 : 1.6));
      stage.lines.stamp(this.#glow, x, y, 0, 5.2, 5.2, STEEL, 0.16);
      stage.lines.stamp(this.#glow, x, y, 0, 2.2, 2.2, 0xffb36b, 0.28);
      const scale = DOCK_RING_PX / 100;
      stage.glow.stamp(this.#dock, x, y, time * 0.07, scale, scale, ring, near ? 0.6 + 0.35 * beat : 0.34);
      stage.glow.stamp(this.#dock, x, y, -time * 0.04, scale * 0.93, scale * 0.93, ring, near ? 0.35 : 0.12);
      stage.ground.stamp(this.#wheel, x, y, time * 0.16 + i, 1, 1, 0xd8f8ff, 1, 0x0b1c30);
      stage.ground.stamp(this.#hub, x, y, -time * 0.05 + i * 0.7, 1, 1, 0xfff0d8, 1, 0x101c2c);
      this.#lamps(x, y, i);
      stage.glow.stamp(this.#glow, x, y, 0, 0.7, 0.7, mix(0xffb36b, WHITE, 0.3), 0.55 + 0.2 * beat);
    }
  }

  /** Lights that run around the rim, and warning lights on the arms. */
  #lamps(x: number, y: number, index: number): void {
    const { stage } = this;
    const time = stage.timeS;
    for (let k = 0; k < 12; k++) {
      const angle = (k / 12) * Math.PI * 2 + time * 0.16 + index;
      const on = Math.max(0, Math.sin(time * 2.2 - k * 0.52)) ** 6;
      const [lx, ly] = [x + Math.cos(angle) * 81, y + Math.sin(angle) * 81];
      stage.glow.stamp(this.#glow, lx, ly, 0, 0.16, 0.16, k % 3 ? STEEL : 0xff9a4d, 0.35 + 0.65 * on);
    }
    for (let k = 0; k < 4; k++) {
      const angle = (k / 4) * Math.PI * 2 - time * 0.05 + index * 0.7;
      const on = (time * 0.8 + k * 0.25) % 1 < 0.16 ? 1 : 0.12;
      const [lx, ly] = [x + Math.cos(angle) * 108, y + Math.sin(angle) * 108];
      stage.light.stamp(this.#glint, lx, ly, 0, 0.8 * on, 0.8 * on, WHITE, on, dim(0xff4d4d, 1));
    }
  }
}
