import { describe, expect, it } from "vitest";
import { DemoBackdrop } from "../../../../client/games/arena/demo/backdrop.ts";
import { DemoSource } from "../../../../client/games/arena/demo/demo-source.ts";
import type { FrameSource } from "../../../../client/games/arena/model/frame.ts";

const framesOf = (source: FrameSource) => (nowMs: number) => {
  source.advance(nowMs);
  return source.view();
};

describe("the menu's backdrop", () => {
  it("is built tick by tick, so that the page can respond in between", () => {
    const making = DemoSource.createInSteps();
    let pauses = 0;
    let step = making.next();
    for (; !step.done; step = making.next()) pauses++;
    expect(pauses).toBe(600);
    step.value.advance(0);
    expect(step.value.view().ships.count).toBeGreaterThan(5);
  });

  it("shows an empty sky until it is built, and is not built before it is used", async () => {
    const frameAt = framesOf(new DemoBackdrop(false));
    expect(frameAt(0)).toMatchObject({ config: null, ships: { count: 0 } });
    await expect.poll(() => frameAt(1_000).config, { timeout: 20_000 }).not.toBeNull();
    const before = frameAt(1_000).tick;
    expect(frameAt(1_050).tick).toBeGreaterThan(before);
  });

  it("stands still for players who prefer reduced motion", async () => {
    const frameAt = framesOf(new DemoBackdrop(true));
    await expect.poll(() => frameAt(1_000).config, { timeout: 20_000 }).not.toBeNull();
    const before = frameAt(1_000).tick;
    expect(frameAt(2_000).tick).toBe(before);
  });
});
