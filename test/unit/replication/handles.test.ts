import { describe, expect, it } from "vitest";
import { Handles } from "../../../server/replication/handles.ts";
import { SlotChains } from "../../../server/replication/slot-chains.ts";
import { SlotSubscribers } from "../../../server/replication/slot-subscribers.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";

const ROWS = 5;

describe.each([1, 2, 3])("handles, seed %i", (seed) => {
  it("are the lowest that are free, each row for itself, and not again in the frame that freed them", () => {
    const handles = new Handles();
    handles.grow(ROWS);
    const random = createRandom(seed);
    const rows = Array.from({ length: ROWS }, () => ({ used: new Set<number>(), left: new Set<number>() }));
    for (let frame = 0; frame < 2_000; frame++) {
      if (frame === 1_000) handles.grow(ROWS * 8);
      const row = nextBelow(random, ROWS);
      const { used, left } = rows[row];
      const freed = new Set<number>();
      for (let i = nextBelow(random, 30); i > 0; i--) {
        const [one] = used;
        const dice = nextBelow(random, 5);
        if (dice < 3) {
          const lowestLeft = left.size === 0 ? -1 : Math.min(...left);
          expect(handles.takeReusable(row), `frame ${frame}`).toBe(lowestLeft);
          if (lowestLeft >= 0) {
            left.delete(lowestLeft);
            used.add(lowestLeft);
            continue;
          }
          let lowest = 0;
          while (used.has(lowest) || freed.has(lowest)) lowest++;
          expect(handles.takeFree(row), `frame ${frame}`).toBe(lowest);
          used.add(lowest);
        } else if (one !== undefined) {
          used.delete(one);
          if (dice === 3) {
            handles.free(one);
            freed.add(one);
          } else {
            handles.keepRow(row, one);
            left.add(one);
          }
        }
      }
      handles.endFrame(row);
      if (nextBelow(random, 100) > 0) continue;
      handles.clear(row);
      used.clear();
      left.clear();
    }
  });
});

describe("followers", () => {
  it("are notified of what they follow and of nothing else, however many there are", () => {
    const [followers, chains] = [new SlotSubscribers(), new SlotChains()];
    const random = createRandom(9);
    const rows = 200;
    followers.grow(64);
    chains.grow(rows);
    const truth = new Set<string>();
    for (let i = 0; i < 3_000; i++) {
      if (i === 1_500) followers.grow(rows);
      const [slot, row] = [nextBelow(random, 300), nextBelow(random, i < 1_500 ? 64 : rows)];
      if (truth.delete(`${slot} ${row}`)) followers.remove(slot, row);
      else {
        followers.add(slot, row);
        truth.add(`${slot} ${row}`);
      }
    }
    const told = new Set<string>();
    for (let slot = 0; slot < 320; slot++) followers.addToChains(slot, chains);
    const list: number[] = [];
    for (let row = 0; row < rows; row++)
      for (let i = chains.read(row, list) - 1; i >= 0; i--) told.add(`${list[i]} ${row}`);
    expect([...told].sort()).toEqual([...truth].sort());
  });
});
