import { ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { ROCK_VARIANTS } from "./art/rocks.ts";
import type { Frame } from "./atlas.ts";
import { mix, oreTint, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";

const SUNLIT = 0xf2f6ff;
const SHADED = 0x10162a;
const DEEP = 0x04060c;

/** Draws rocks, lit by the star, with veins in the colour of their ore; and pods of ore. */
export class RockRenderer {
  readonly #rocks: Frame[][] = [];
  readonly #veins: Frame[][] = [];
  readonly #pod: Frame;
  readonly #glow: Frame;
  readonly #glint: Frame;

  constructor(readonly stage: RenderContext) {
    const { atlas } = stage;
    for (let size = 0; size < ROCK_SIZES.length; size++) {
      this.#rocks.push(Array.from({ length: ROCK_VARIANTS }, (_, i) => atlas.frame(`rock${size}-${i}`)));
      this.#veins.push(Array.from({ length: ROCK_VARIANTS }, (_, i) => atlas.frame(`veins${size}-${i}`)));
    }
    this.#pod = atlas.frame("pod");
    this.#glow = atlas.frame("glow");
    this.#glint = atlas.frame("glint");
  }

  update(frame: ArenaFrame): void {
    const { stage } = this;
    for (let i = 0; i < frame.rocks.count; i++) {
      const rock = frame.rocks.items[i];
      const radius = ROCK_SIZES[rock.size].radiusPx;
      if (!stage.isVisible(rock.x, rock.y, radius * 1.3)) continue;
      const variant = rock.id % ROCK_VARIANTS;
      const ore = oreTint(rock.ore);
      const towardsStar = Math.atan2(-rock.y, -rock.x);
      const lit = mix(SUNLIT, ore, 0.3);
      const shaded = mix(SHADED, ore, 0.1);
      stage.ground.stampLit(
        this.#rocks[rock.size][variant],
        rock.x,
        rock.y,
        rock.angle,
        1,
        lit,
        shaded,
        DEEP,
        towardsStar,
      );
      const pulse = 0.75 + 0.25 * Math.sin(stage.timeS * 1.7 + rock.id);
      stage.glow.stamp(
        this.#veins[rock.size][variant],
        rock.x,
        rock.y,
        rock.angle,
        1,
        1,
        mix(ore, WHITE, 0.5),
        pulse,
        ore,
      );
      stage.glow.stamp(this.#glow, rock.x, rock.y, 0, radius / 26, radius / 26, ore, 0.12 * pulse);
    }
    for (let i = 0; i < frame.pods.count; i++) this.#stampPod(frame, i);
  }

  #stampPod(frame: ArenaFrame, index: number): void {
    const { stage } = this;
    const pod = frame.pods.items[index];
    if (!stage.isVisible(pod.x, pod.y, 40)) return;
    const ore = oreTint(pod.ore);
    const turn = stage.timeS * 1.1 + pod.id;
    const bob = 1 + 0.08 * Math.sin(stage.timeS * 3 + pod.id);
    stage.glow.stamp(this.#glow, pod.x, pod.y, 0, 0.62 * bob, 0.62 * bob, ore, 0.6);
    stage.hulls.stamp(this.#pod, pod.x, pod.y, turn, bob, bob, mix(ore, WHITE, 0.55), 1, mix(0, ore, 0.35));
    const glint = Math.max(0, Math.sin(stage.timeS * 2.3 + pod.id * 1.9)) ** 12;
    if (glint > 0.02) stage.light.stamp(this.#glint, pod.x, pod.y, turn * 0.3, 0.9, 0.9, WHITE, glint, ore);
  }
}
