import { describe, expect, it } from "vitest";
import { Deduplicator } from "../../../server/outbox/index.ts";
import { OUTBOX_LIMITS } from "../../../shared/wire/limits.ts";

describe("the deduplicator", () => {
  const id = (room: string, tick: number, index = 0) => ({ room, tick, index });

  it("accepts an event once for each source, also after save and load", () => {
    const seen = new Deduplicator();
    expect([id("a", 5), id("a", 5), id("a", 5, 1), id("b", 4), id("a", 4)].map((at) => seen.accept(at))).toEqual([
      ...[true, false, true, true, false],
    ]);
    const loaded = Deduplicator.load(seen.save());
    expect([id("a", 5, 1), id("b", 4), id("b", 4, 1)].map((at) => loaded.accept(at))).toEqual([false, false, true]);
  });

  it("D8: drops the source that was quiet for longest", () => {
    const seen = new Deduplicator();
    for (let room = 0; room < OUTBOX_LIMITS.sources; room++) seen.accept(id(`room ${room}`, 1));
    seen.accept(id("room 0", 2));
    seen.accept(id("one more", 1));
    expect(seen.sources).toBe(OUTBOX_LIMITS.sources);
    expect([id("room 0", 2), id("one more", 1), id("room 1", 1)].map((at) => seen.accept(at))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
