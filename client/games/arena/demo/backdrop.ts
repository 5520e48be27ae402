import { runInSlices } from "../../../replay/run-in-slices.ts";
import { blankFrame } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";

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

  advance(nowMs: number): void {
    if (!this.#started) {
      this.#started = true;
      void this.#load();
    }
    this.#demo?.advance(nowMs);
  }

  view(): ArenaFrame {
    return this.#demo?.view() ?? this.#blank;
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
  let isMade = false;
  return {
    advance(nowMs) {
      if (!isMade) source.advance(nowMs);
      isMade = true;
      source.view().events.length = 0;
    },
    view: () => source.view(),
    control() {},
    chooseHull() {},
    leave() {},
  };
}
