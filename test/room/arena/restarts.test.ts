import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { restarts, SITUATIONS } from "../../soak/restarts.ts";

// The SDK tells of every try to come back.
beforeAll(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const SEED = 15;

describe(`a server that is started again and again, seed ${SEED}`, () => {
  it.each(SITUATIONS)(
    "loses nothing and leaves no file that is not accounted for, with: %s",
    {
      timeout: 60_000,
    },
    async (situation) => {
      const report = await restarts({ situation, terms: 2, kills: 2, seed: SEED, page: situation === "match" });
      expect(report.problems).toEqual([]);
      expect(report.restarts).toBe(4);
    },
  );
});
