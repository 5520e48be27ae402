import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { periodStartMs } from "../../server/platform/league/index.ts";
import type { Store } from "../../server/platform/store/port.ts";
import { LEAGUE_PERIODS, type PlayerRow, type ResultRow } from "../../server/platform/store/rows.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const DAY_MS = 86_400_000;
const LIMITS = { resultRows: 5, resultMs: 30 * DAY_MS, leagueMs: 8 * DAY_MS };
const player = (id: number): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: "hash", createdAtMs: NOW_MS },
});
const result = (id: number, round: number): ResultRow => ({
  ...{ player: id, place: 1 + (round % 3), credits: 10 * id + round, kills: round % 4, deaths: round % 2 },
});

// What cannot be had here is told of by the store's own suite.
describe.each(STORE_KINDS.filter(({ missing }) => missing === null))("results of long ago on $name", (kind) => {
  let shelf: Shelf;
  let place: string;
  let store: Store;
  const gave: Record<string, number> = {};
  const pruned = (what: string, rows: number) => {
    gave[what] = (gave[what] ?? 0) + rows;
  };
  const open = () => shelf.open(place, { limits: LIMITS, pruned });

  beforeAll(async () => {
    shelf = await kind.start();
  });
  afterAll(() => shelf.end());
  beforeEach(async () => {
    for (const what of Object.keys(gave)) delete gave[what];
    place = await shelf.place();
    store = await open();
    for (const id of [1, 2, 3]) await store.addPlayer(player(id));
  });
  afterEach(() => store.close());

  /** A round that ended so many days ago. */
  const round = (number: number, daysAgo: number, ...players: number[]) =>
    store.addRound(
      { game: "tag", room: "r", round: number, endedAtMs: NOW_MS - daysAgo * DAY_MS },
      players.map((id) => result(id, number)),
    );
  const leagues = () =>
    Promise.all(LEAGUE_PERIODS.map((period) => store.league("tag", periodStartMs(period, NOW_MS), 99)));
  const totals = () => Promise.all([1, 2, 3].map((id) => store.totals(id)));
  const rounds = async (id: number) => (await store.roundsOf(id, 99)).map(({ round }) => round);

  it("D8: are so many of one player, and so old; nobody takes another's place, and no sum changes", async () => {
    for (let number = 1; number <= 20; number++) await round(number, 29 - number, 1);
    await round(21, 100, 2, 3);
    await round(22, 30, 2);
    await round(23, 29, 2);
    await round(24, 0, 1, 2);
    const before = [await leagues(), await totals()];
    await store.prune(NOW_MS);
    expect([await leagues(), await totals()]).toEqual(before);
    // The newest five; none of another player's went for them.
    expect(await rounds(1)).toEqual([24, 20, 19, 18, 17]);
    expect(await rounds(2)).toEqual([24, 23]);
    expect(await rounds(3)).toEqual([]);
    expect(gave).toEqual({ results: 16 + 2 + 1, rounds: 16 + 2 });
    await store.prune(NOW_MS);
    expect([await leagues(), await totals()]).toEqual(before);
    expect(gave).toEqual({ results: 16 + 2 + 1, rounds: 16 + 2 });
    // Later ones are added to what is there.
    await round(25, 40, 1, 2);
    const more = [await leagues(), await totals()];
    await store.prune(NOW_MS);
    expect([await leagues(), await totals()]).toEqual(more);
    expect(more).not.toEqual(before);
  });

  it("stay, however many, while a league by day or week may count them", async () => {
    for (let number = 1; number <= 12; number++) await round(number, number / 2, 1);
    const before = await leagues();
    await store.prune(NOW_MS);
    expect(await leagues()).toEqual(before);
    expect(await rounds(1)).toHaveLength(12);
    expect(gave).toEqual({});
  });

  it("are added once, though two processes find them at once", async () => {
    for (let number = 1; number <= 40; number++) await round(number, 50 + number, 1, 2, 3);
    const before = [await leagues(), await totals()];
    const other = await open();
    await Promise.allSettled([store.prune(NOW_MS), other.prune(NOW_MS)]);
    await other.close();
    await store.prune(NOW_MS);
    expect([await leagues(), await totals()]).toEqual(before);
    expect(gave).toEqual({ results: 120, rounds: 40 });
  });

  it("go in more than one part, and leave nothing of a player who is gone", async () => {
    const rows = Array.from({ length: 700 }, (_, i) => i + 1);
    await store.transaction(async (within) => {
      for (const number of rows)
        await within.addRound({ game: "tag", room: "r", round: number, endedAtMs: 1 }, [
          result(1, number),
          result(2, number),
        ]);
    });
    await store.removePlayer(2);
    const before = [await leagues(), await totals()];
    await store.prune(NOW_MS);
    expect([await leagues(), (await totals())[0]]).toEqual([before[0], before[1][0]]);
    expect(await store.totals(2)).toMatchObject({ rounds: 0 });
    expect(gave).toMatchObject({ results: 1_400, rounds: 700 });
    await store.removePlayer(1);
    expect(await store.totals(1)).toMatchObject({ credits: 0, rounds: 0 });
    expect(await store.league("tag", 0, 99)).toEqual([]);
  });

  it("keep a guest who is in no other table", async () => {
    await store.addPlayer({ ...player(4), passwordHash: null, createdAtMs: 1 });
    await round(1, 100, 4);
    for (let times = 0; times < 2; times++) await store.prune(NOW_MS);
    expect(await store.totals(4)).toMatchObject({ rounds: 1 });
    expect(await store.player(4)).not.toBeNull();
  });

  /** Versions with one league had one game. */
  const FIRST_GAME = "arena";

  it("are each game's own, and those of versions with one league are the first game's", async () => {
    await round(1, 100, 1);
    await store.addRound({ game: "chess", room: "c", round: 1, endedAtMs: 1 }, [result(1, 2)]);
    await store.prune(NOW_MS);
    expect((await store.totalsByGame(1)).map(({ game, credits }) => [game, credits])).toEqual([
      ["chess", 12],
      ["tag", 11],
    ]);
    await round(2, 1, 1);
    await store.close();
    const earlier = [
      "DROP TABLE careers",
      "CREATE TABLE careers (player integer PRIMARY KEY, credits bigint NOT NULL, kills bigint NOT NULL, deaths bigint NOT NULL, rounds bigint NOT NULL, wins bigint NOT NULL)",
      "INSERT INTO careers VALUES (1, 40, 3, 2, 5, 4)",
      `ALTER TABLE rounds DROP COLUMN "game"`,
      "DELETE FROM kysely_migration WHERE name = '0012-games'",
    ];
    for (const sql of earlier) await shelf.run(place, sql);
    store = await open();
    const totals = { credits: 40 + 12, kills: 3 + 2, deaths: 2, rounds: 6, wins: 4 };
    expect(await store.totalsByGame(1)).toEqual([{ game: FIRST_GAME, ...totals }]);
    expect(await store.league(FIRST_GAME, 0, 9)).toMatchObject([{ player: 1, ...totals }]);
  });
});
