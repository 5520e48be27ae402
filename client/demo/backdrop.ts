import { blankFrame } from "../arena/blank.ts";
import type { ArenaFrame, FrameSource } from "../arena/frame.ts";
import { inSlices } from "../replay/slices.ts";

/**
 * What moves behind the menu. It is loaded and made when its first frame is asked for, in slices between frames; until
 * then there is an empty sky.
 */
export class DemoBackdrop implements FrameSource {
  readonly #still: boolean;
  readonly #blank = blankFrame();
  #demo: FrameSource | null = null;
  #asked = false;

  /** @param still its picture stands still, for those who asked for less motion */
  constructor(still: boolean) {
    this.#still = still;
  }

  frame(nowMs: number): ArenaFrame {
    if (!this.#asked) {
      this.#asked = true;
      void this.#make();
    }
    return this.#demo?.frame(nowMs) ?? this.#blank;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  async #make(): Promise<void> {
    const { DemoSource } = await import("./demo-source.ts");
    const demo = await inSlices(DemoSource.inSlices());
    this.#demo = this.#still ? stilled(demo) : demo;
  }
}

function stilled(source: FrameSource): FrameSource {
  let frame: ArenaFrame | null = null;
  return {
    frame(nowMs) {
      frame ??= source.frame(nowMs);
      frame.events.length = 0;
      return frame;
    },
    control() {},
    chooseHull() {},
    leave() {},
  };
}
