import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../server/platform/store/port.ts";
import type { PlayerRow } from "../../server/platform/store/rows.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const player = (id: number): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: NOW_MS },
});
const session = (id: string, of: number, at = 0) => ({
  ...{ id, player: of, createdAtMs: NOW_MS + at, expiresAtMs: NOW_MS + 1_000 },
});

// What cannot be had here is told of by the store's own suite.
for (const kind of STORE_KINDS.filter(({ missing }) => missing === null))
  describe(`sessions on ${kind.name}`, () => {
    let shelf: Shelf;
    let store: Store;
    let gave: Record<string, number>;

    beforeAll(async () => {
      shelf = await kind.start();
    });
    afterAll(() => shelf.end());
    beforeEach(async () => {
      gave = {};
      const pruned = (what: string, rows: number) => {
        gave[what] = (gave[what] ?? 0) + rows;
      };
      store = await shelf.open(await shelf.place(), { pruned });
    });
    afterEach(() => store.close());

    it("are found, extended and ended", async () => {
      await store.addPlayer(player(1));
      await store.addPlayer(player(2));
      await store.addSession(session("a", 1, 1));
      await store.addSession(session("b", 1, 0));
      await store.addSession(session("c", 2));
      expect(await store.sessionsOf(1)).toEqual([session("b", 1, 0), session("a", 1, 1)]);
      await store.extendSession("a", NOW_MS + 5_000);
      await store.extendSession("nothing", 1);
      expect((await store.session("a"))?.expiresAtMs).toBe(NOW_MS + 5_000);
      await store.removeSession("a");
      expect(await store.session("a")).toBeNull();
      await store.removeSessionsOf(1);
      expect(await store.sessionsOf(1)).toEqual([]);
      expect(await store.sessionsOf(2)).toHaveLength(1);
    });

    it("have a chain of refresh cookies, which one of several that change it at once changes, and which goes with them", async () => {
      await store.addPlayer(player(1));
      await store.addSession(session("a", 1));
      const change = (from: string | null, to: string) => store.changeRefreshChain("a", from, to);
      const race = async (from: string | null) =>
        (await Promise.all(["1", "2", "3"].map((n) => change(from, `${from}${n}`)))).filter((won) => won).length;
      expect([await store.refreshChain("a"), await change("x", "y")]).toEqual([null, false]);
      expect(await race(null)).toBe(1);
      const first = await store.refreshChain("a");
      expect([first, await race(first)]).toEqual([expect.stringMatching(/^null[123]$/), 1]);
      expect(await store.changeRefreshChain("nobody's", null, "x")).toBe(false);
      await store.removeSession("a");
      expect([await store.refreshChain("a"), await change(null, "x")]).toEqual([null, false]);
    });

    it("D8: of one player end with the oldest past the limit", async () => {
      await store.addPlayer(player(1));
      for (let i = 0; i <= STORE_LIMITS.sessions; i++) await store.addSession(session(`s${i}`, 1, i));
      expect(await store.sessionsOf(1)).toHaveLength(STORE_LIMITS.sessions);
      expect(gave).toEqual({ sessions: 1 });
      expect(await store.session("s0")).toBeNull();
      expect(await store.session(`s${STORE_LIMITS.sessions}`)).not.toBeNull();
    });
  });
