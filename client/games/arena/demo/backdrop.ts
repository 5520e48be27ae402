import { blankFrame } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { runInSlices } from "../replay/run-in-slices.ts";

/**
 * The picture behind the menu. The first frame starts loading the demo and building it in slices between frames; until
 * then it shows an empty sky.
 */
export class DemoBackdrop implements FrameSource {
  readonly #still: boolean;
  readonly #blank = blankFrame();
  #demo: FrameSource | null = null;
  #started = false;

  /** @param still shows one frame only, for players who prefer reduced motion */
  constructor(still: boolean) {
    this.#still = still;
  }

  frame(nowMs: number): ArenaFrame {
    if (!this.#started) {
      this.#started = true;
      void this.#load();
    }
    return this.#demo?.frame(nowMs) ?? this.#blank;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  async #load(): Promise<void> {
    const { DemoSource } = await import("./demo-source.ts");
    const demo = await runInSlices(DemoSource.createInSteps());
    this.#demo = this.#still ? frozen(demo) : demo;
  }
}

function frozen(source: FrameSource): FrameSource {
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
