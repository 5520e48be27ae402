import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../server/platform/store/port.ts";
import type { ResultRow } from "../../server/platform/store/rows.ts";
import { NOW_MS, STORE_KINDS } from "./store-backends.ts";
import { StoreLab } from "./store-lab.ts";
import { player, result } from "./store-rows.ts";

// store.test.ts reports the kinds that are missing.
for (const kind of STORE_KINDS.filter(({ missing }) => missing === null))
  describe(`the store on ${kind.name}`, () => {
    const lab = new StoreLab(kind);
    let store: Store;
    beforeEach(() => {
      store = lab.store;
    });

    describe("the league", () => {
      it("sums the rounds of a period as adding them up by hand does, in the same order", async () => {
        const names = [1, 2, 3, 4, 5];
        for (const id of names) await store.addPlayer(player(id));
        const row = fc.record({
          ...{ player: fc.constantFrom(...names, 77), place: fc.integer({ min: 1, max: 3 }) },
          ...{ credits: fc.constantFrom(0, 5, 4_294_967_295), kills: fc.nat(2), deaths: fc.nat(2) },
        });
        const some = fc.uniqueArray(row, { selector: (one) => one.player, maxLength: 6 });
        let room = 0;
        const all: (ResultRow & { endedAtMs: number })[] = [];
        await fc.assert(
          fc.asyncProperty(
            fc.nat(5),
            some,
            fc.nat(6),
            fc.integer({ min: 1, max: 6 }),
            async (at, rows, since, most) => {
              await store.addRound({ game: "tag", room: `r${++room}`, round: 1, endedAtMs: at }, rows);
              all.push(...rows.map((one) => ({ ...one, endedAtMs: at })));
              expect(await store.league("tag", since, most)).toEqual(byHand(all, names, since).slice(0, most));
            },
          ),
          { numRuns: 40 },
        );
      });

      it("counts each game apart, and a player's rounds in all of them", async () => {
        await store.addPlayer(player(1));
        const round = (game: string, room: string) => ({ game, room, round: 1, endedAtMs: NOW_MS });
        await store.addRound(round("tag", "a"), [result(1, { credits: 7 })]);
        await store.addRound(round("chess", "b"), [result(1, { credits: 2, place: 2 })]);
        const credits = async (game: string) => (await store.league(game, 0, 9)).map((row) => row.credits);
        expect([await credits("tag"), await credits("chess"), await credits("go")]).toEqual([[7], [2], []]);
        expect(await store.totals(1)).toMatchObject({ credits: 9, rounds: 2, wins: 1 });
        expect((await store.totalsByGame(1)).map((row) => [row.game, row.credits, row.wins])).toEqual([
          ["chess", 2, 0],
          ["tag", 7, 1],
        ]);
        expect((await store.roundsOf(1, 9)).map(({ game }) => game)).toEqual(["tag", "chess"]);
      });

      it("takes a round's results once, however often and in whatever parts they come", async () => {
        await store.addPlayer(player(1));
        await store.addPlayer(player(2));
        const round = { game: "tag", room: "r", round: 3, endedAtMs: NOW_MS };
        await store.addRound(round, [result(1, { credits: 7 })]);
        await store.addRound({ ...round, endedAtMs: NOW_MS + 9 }, [result(2, { place: 2 }), result(1, { credits: 9 })]);
        await store.addRound(round, []);
        expect(await store.roundsOf(1, 9)).toEqual([{ ...round, ...result(1, { credits: 7 }) }]);
        expect((await store.league("tag", 0, 9)).map(({ credits, rounds, wins }) => [credits, rounds, wins])).toEqual([
          [7, 1, 1],
          [0, 1, 0],
        ]);
      });

      it("lists a player's rounds, the newest first", async () => {
        for (const n of [2, 1, 3])
          await store.addRound({ game: "tag", room: "r", round: n, endedAtMs: n }, [result(1)]);
        expect((await store.roundsOf(1, 2)).map(({ round }) => round)).toEqual([3, 2]);
      });
    });
  });

function byHand(all: readonly (ResultRow & { endedAtMs: number })[], players: readonly number[], since: number) {
  const rows = players.map((id) => {
    const own = all.filter((one) => one.player === id && one.endedAtMs >= since);
    const sum = (of: (one: ResultRow) => number) => own.reduce((total, one) => total + of(one), 0);
    return {
      ...{ player: id, name: `P${id}`, credits: sum((one) => one.credits), kills: sum((one) => one.kills) },
      ...{ deaths: sum((one) => one.deaths), rounds: own.length, wins: own.filter((one) => one.place === 1).length },
    };
  });
  return rows
    .filter(({ rounds }) => rounds > 0)
    .sort((a, b) => b.credits - a.credits || b.kills - a.kills || a.deaths - b.deaths || a.player - b.player);
}
