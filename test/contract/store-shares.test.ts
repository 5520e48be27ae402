import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../server/platform/store/port.ts";
import type { PlayerRow } from "../../server/platform/store/rows.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const player = (id: number): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: NOW_MS },
});

// What cannot be had here is told of by the store's own suite.
describe.each(STORE_KINDS.filter(({ missing }) => missing === null))("what many fill on $name", (kind) => {
  let shelf: Shelf;
  let place: string;
  let store: Store;

  beforeAll(async () => {
    shelf = await kind.start();
  });
  afterAll(() => shelf.end());
  beforeEach(async () => {
    place = await shelf.place();
    store = await shelf.open(place);
  });
  afterEach(() => store.close());

  it("D8: notices that one stranger causes take the place of nobody else's in an inbox", async () => {
    await store.addPlayer({ ...player(1), passwordHash: "hash" });
    const mention = (by: number) =>
      store.addNotice(1, { kind: "mention", body: JSON.stringify({ player: by, name: "P" }), atMs: NOW_MS });
    for (const friend of [2, 3, 2]) await mention(friend);
    await store.addNotice(1, { kind: "bounty", body: "{}", atMs: NOW_MS });
    await store.transaction(async (within) => {
      for (let i = 0; i < STORE_LIMITS.inboxRows + 20; i++)
        await within.addNotice(1, { kind: "mention", body: '{"player":9}', atMs: NOW_MS });
    });
    const rows = await store.inbox(1, 0, STORE_LIMITS.inboxRows + 99);
    expect(rows).toHaveLength(STORE_LIMITS.inboxRows);
    expect(rows.slice(0, 4).map(({ id, kind }) => [id, kind])).toEqual([
      [1, "mention"],
      [2, "mention"],
      [3, "mention"],
      [4, "bounty"],
    ]);
  });

  it("D8: what many strangers can make takes the place of nothing that others made", async () => {
    const pruning = await shelf.open(place, { limits: { auditRows: 2 } });
    const deed = (action: string, detail: string) => store.audit({ atMs: 0, by: 0, action, player: 0, detail });
    await deed("ban", "of long ago");
    for (let i = 0; i < 5; i++) await deed("report", `${i}`);
    const whole = { createdAtMs: NOW_MS, expiresAtMs: NOW_MS + STORE_LIMITS.sessionMs };
    await store.addPlayer({ ...player(1), passwordHash: "hash" });
    for (const id of [2, 3, 4, 5, 6, 7]) {
      await store.addPlayer(player(id));
      await store.addSession({ id: `of ${id}`, player: id, ...whole });
    }
    await store.extendSession("of 3", whole.expiresAtMs + 86_400_000);
    await store.addSanction({ player: 4, kind: "ban", untilMs: 2 * NOW_MS, by: 1, why: "", atMs: NOW_MS });
    await store.follow(1, 5);
    await store.addNotice(6, { kind: "mention", body: "{}", atMs: NOW_MS });
    await store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: 1 }, [
      { player: 7, place: 1, credits: 1, kills: 0, deaths: 0 },
    ]);
    await pruning.prune(NOW_MS + STORE_LIMITS.idleGuestMs - 1);
    expect(await store.player(2)).not.toBeNull();
    await pruning.prune(NOW_MS + STORE_LIMITS.idleGuestMs);
    const left = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((id) => store.player(id)));
    expect(left.map((found) => found?.id ?? null)).toEqual([1, null, 3, 4, 5, 6, 7]);
    await pruning.close();
    const trail = await store.auditTrail(9);
    expect(trail.map(({ detail }) => detail)).toEqual(["4", "3", "of long ago"]);
  });
});
