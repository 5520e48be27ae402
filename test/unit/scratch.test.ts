import { describe, expect, it } from "vitest";
import { ByteScratch } from "../../server/byte-scratch.ts";

describe("a scratch", () => {
  const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => i * 7);

  it("gives the requested bytes, at any length and offset", () => {
    const scratch = new ByteScratch();
    for (const from of [bytes, Buffer.from(bytes), bytes.subarray(100)])
      for (const length of [0, 1, 2, 300, 1_023, 1_024, 1_025, 4_000])
        for (const start of [0, 1, 700])
          expect([...scratch.copy(from, start, length)]).toEqual([...from].slice(start, start + length));
  });

  it("reuses arrays for short ranges of the same length", () => {
    const scratch = new ByteScratch();
    const first = scratch.copy(bytes, 0, 90);
    scratch.copy(bytes, 0, 91);
    expect(scratch.copy(bytes, 5, 90)).toBe(first);
    expect(first[0]).toBe(35);
  });
});
