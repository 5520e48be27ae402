import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../server/outbox/index.ts";
import { type Store, StoreError, UniqueViolation } from "../../server/platform/store/port.ts";
import type { PlayerRow, ResultRow } from "../../server/platform/store/rows.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const player = (id: number, to: Partial<PlayerRow> = {}): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: NOW_MS },
  ...to,
});
const account = (id: number, nameKey: string): PlayerRow =>
  player(id, { name: nameKey.split("\n")[0], nameKey, role: 1, passwordHash: "hash" });
const result = (id: number, to: Partial<ResultRow> = {}): ResultRow => ({
  ...{ player: id, place: 1, credits: 0, kills: 0, deaths: 0 },
  ...to,
});
const session = (id: string, of: number, at = 0) => ({
  ...{ id, player: of, createdAtMs: NOW_MS + at, expiresAtMs: NOW_MS + 1_000 },
});
const event = (room: string, tick: number, index = 0): Delivery => ({
  id: { room, tick, index },
  bytes: new Uint8Array([tick, index]),
});

for (const kind of STORE_KINDS) {
  if (kind.missing !== null) {
    const loud = `NOT TESTED: the store on ${kind.name}, because ${kind.missing}`;
    if (!process.env.CI) console.warn(loud);
    (process.env.CI ? it : it.skip)(loud, () => expect(kind.missing).toBeNull());
    continue;
  }

  describe(`the store on ${kind.name}`, () => {
    let shelf: Shelf;
    let place: string;
    let store: Store;
    const open: Store[] = [];
    let gave: Record<string, number>;
    const pruned = (what: string, rows: number) => {
      gave[what] = (gave[what] ?? 0) + rows;
    };
    const another = async () => {
      open.push(await shelf.open(place, { pruned }));
      return open.at(-1)!;
    };

    beforeAll(async () => {
      shelf = await kind.start();
    });
    afterAll(() => shelf.end());
    beforeEach(async () => {
      place = await shelf.place();
      gave = {};
      store = await another();
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((one) => one.close()));
    });

    describe("players", () => {
      it("are kept as they were added and changed", async () => {
        const ada = player(2 ** 31 - 1, { name: "Zoë 🚀" });
        await store.addPlayer(ada);
        expect(await store.player(ada.id)).toEqual(ada);
        expect(await store.player(5)).toBeNull();
        await store.changePlayer(ada.id, { role: 2 });
        await store.changePlayer(ada.id, {});
        expect(await (await another()).player(ada.id)).toEqual({ ...ada, role: 2 });
      });

      it("have their id alone", async () => {
        await store.addPlayer(player(1));
        await expect(store.addPlayer(player(1))).rejects.toEqual(new UniqueViolation("id"));
      });

      it("have their name alone once it is an account's, and no guest has a claim to one", async () => {
        await store.addPlayer(account(1, "ada\nshape"));
        await store.addPlayer(player(2, { nameKey: "ada" }));
        await expect(store.addPlayer(account(3, "ada"))).rejects.toEqual(new UniqueViolation("name"));
        await expect(store.addPlayer(account(4, "other\nshape"))).rejects.toMatchObject({ field: "name" });
        expect(await store.player(4)).toBeNull();
        expect((await store.accountOf("shape"))?.id).toBe(1);
        expect((await store.accountOf("nobody\nada"))?.id).toBe(1);
        expect(await store.accountOf("nobody")).toBeNull();
      });

      it("free the name that they give up, and cannot take one that is another's", async () => {
        await store.addPlayer(account(1, "ada"));
        await store.addPlayer(account(2, "bob"));
        await expect(store.changePlayer(2, { name: "ada", nameKey: "ada" })).rejects.toEqual(
          new UniqueViolation("name"),
        );
        expect((await store.player(2))?.nameKey).toBe("bob");
        await store.changePlayer(1, { name: "eve", nameKey: "eve" });
        await store.changePlayer(2, { name: "ada", nameKey: "ada" });
        expect((await store.accountOf("ada"))?.id).toBe(2);
        expect(await store.accountOf("bob")).toBeNull();
      });

      it("become an account once, by whoever comes first", async () => {
        await store.addPlayer(player(1));
        const to = (name: string) => ({ name, nameKey: name, role: 1, passwordHash: name });
        const rival = await another();
        const made = await Promise.all([store.makeAccount(1, to("ada")), rival.makeAccount(1, to("eve"))]);
        expect(made.toSorted()).toEqual([false, true]);
        const name = made[0] ? "ada" : "eve";
        expect(await store.player(1)).toMatchObject({ name, passwordHash: name, role: 1 });
        expect(await store.accountOf(made[0] ? "eve" : "ada")).toBeNull();
        expect(await store.makeAccount(2, to("bob"))).toBe(false);
        await store.addPlayer(player(3));
        await expect(store.makeAccount(3, to(name))).rejects.toEqual(new UniqueViolation("name"));
        expect((await store.player(3))?.passwordHash).toBeNull();
      });

      it("of two that ask for one name at once, one has it", async () => {
        const rival = await another();
        const rows = Array.from({ length: 8 }, (_, i) => account(i + 1, "ada"));
        const done = await Promise.allSettled(rows.map((row, i) => (i % 2 ? store : rival).addPlayer(row)));
        expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        for (const one of done) if (one.status === "rejected") expect(one.reason).toEqual(new UniqueViolation("name"));
      });

      it("who go are noted for others to forget, in order and by numbers that are not given again", async () => {
        for (const [id, name] of [
          [1, "ada"],
          [2, "bob"],
          [3, "eve"],
        ] as const)
          await store.addPlayer(account(id, name));
        const failed = store.transaction(async (within) => {
          await within.removePlayer(1);
          throw new Error("not after all");
        });
        await expect(failed).rejects.toThrow("not after all");
        expect(await store.pendingErasures()).toEqual([]);
        for (const id of [2, 1, 1]) await store.removePlayer(id);
        const noted = await store.pendingErasures();
        expect(noted.map(({ player }) => player)).toEqual([2, 1]);
        expect(noted[1].id).toBeGreaterThan(noted[0].id);
        for (const { id } of noted) await store.erasureDone(id);
        expect(await store.pendingErasures()).toEqual([]);
        await store.removePlayer(3);
        const [last] = await store.pendingErasures();
        expect(last.id).toBeGreaterThan(noted[1].id);
      });

      it("go with everything about them but their places in rounds", async () => {
        await store.addPlayer(account(1, "ada"));
        await store.addPlayer(account(2, "bob"));
        for (const of of [1, 2]) {
          await store.addSession(session(`s${of}`, of));
          await store.addNotice(of, { kind: "mention", body: "{}", atMs: NOW_MS });
          await store.moveInboxCursor(of, 1);
          await store.muteKind(of, "round", true);
          await store.addSanction({ player: of, kind: "mute", untilMs: NOW_MS + 1, by: 0, why: "x", atMs: NOW_MS });
          await store.audit({ atMs: NOW_MS, by: 3, action: "erase", player: of, detail: "what was said" });
        }
        await store.follow(1, 2);
        await store.follow(2, 1);
        await store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: NOW_MS }, [
          result(1),
          result(2, { place: 2 }),
        ]);
        await store.removePlayer(1);

        expect(await store.player(1)).toBeNull();
        expect(await store.accountOf("ada")).toBeNull();
        expect(await store.session("s1")).toBeNull();
        expect(await store.inbox(1, 0, 9)).toEqual([]);
        expect(await store.inboxCursor(1)).toBe(0);
        expect(await store.mutedKinds(1)).toEqual([]);
        expect(await store.sanctionsOf(1, NOW_MS)).toEqual([]);
        expect(await store.following(2)).toEqual([]);
        expect(await store.followers(2)).toEqual([]);
        expect((await store.auditTrail(9)).map((row) => [row.player, row.detail])).toEqual([
          [2, "what was said"],
          [1, ""],
        ]);
        expect((await store.league("tag", 0, 9)).map((row) => row.name)).toEqual(["bob"]);
        expect(await store.roundsOf(1, 9)).toHaveLength(1);
        expect(await store.roundsOf(2, 9)).toMatchObject([{ place: 2 }]);
        expect(await store.inbox(2, 0, 9)).toHaveLength(1);
        expect((await store.session("s2"))?.player).toBe(2);
        expect(await store.sanctionsOf(2, NOW_MS)).toHaveLength(1);
      });

      it("who are gone are written nothing about", async () => {
        await store.addSanction({ player: 9, kind: "ban", untilMs: NOW_MS + 1, by: 0, why: "x", atMs: NOW_MS });
        expect(await store.sanctionsOf(9, NOW_MS)).toEqual([]);
        expect(await store.addNotice(9, { kind: "mention", body: "{}", atMs: NOW_MS })).toBeNull();
        await store.muteKind(9, "round", true);
        await store.follow(9, 8);
        expect(await store.mutedKinds(9)).toEqual([]);
      });
    });

    describe("sanctions", () => {
      it("hold until their time, the longest first, or until they are lifted", async () => {
        await store.addPlayer(player(1));
        const row = (kind: "mute" | "ban", untilMs: number) => ({
          ...{ player: 1, kind, untilMs, by: 2, why: "because", atMs: NOW_MS },
        });
        await store.addSanction(row("mute", NOW_MS + 10));
        await store.addSanction(row("mute", NOW_MS + 30));
        await store.addSanction(row("ban", NOW_MS + 20));
        expect((await store.sanctionsOf(1, NOW_MS)).map(({ untilMs }) => untilMs - NOW_MS)).toEqual([30, 20, 10]);
        expect(await store.sanctionsOf(1, NOW_MS + 20)).toEqual([row("mute", NOW_MS + 30)]);
        await store.liftSanction(1, "mute");
        expect(await store.sanctionsOf(1, NOW_MS)).toEqual([row("ban", NOW_MS + 20)]);
      });
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

    describe("friends", () => {
      it("are followed one way", async () => {
        for (const id of [1, 2, 3]) await store.addPlayer(player(id));
        await store.follow(1, 3);
        await store.follow(1, 2);
        await store.follow(1, 2);
        await store.follow(3, 2);
        expect((await store.following(1)).map(({ id }) => id)).toEqual([2, 3]);
        expect(await store.followers(2)).toEqual([1, 3]);
        await store.unfollow(1, 2);
        expect(await store.followers(2)).toEqual([3]);
      });
    });

    describe("the inbox", () => {
      const notice = (kind: string) => ({ kind, body: `{"of":"${kind}"}`, atMs: NOW_MS });

      it("numbers what each player is told, and remembers how far they have read", async () => {
        await store.addPlayer(player(1));
        await store.addPlayer(player(2));
        expect(await store.addNotice(1, notice("a"))).toBe(1);
        expect(await store.addNotice(1, notice("b"))).toBe(2);
        expect(await store.addNotice(2, notice("c"))).toBe(1);
        expect(await store.inbox(1, 0, 1)).toEqual([{ id: 1, ...notice("a") }]);
        expect(await store.inbox(1, 1, 9)).toEqual([{ id: 2, ...notice("b") }]);
        await store.moveInboxCursor(1, 2);
        await store.moveInboxCursor(1, 1);
        await store.moveInboxCursor(1, 3);
        expect(await store.inboxCursor(1)).toBe(2);
        expect(await store.inboxCursor(2)).toBe(0);
      });

      it("gives every number once to those who write at the same time", async () => {
        await store.addPlayer(player(1));
        const rival = await another();
        const ids = await Promise.all(
          Array.from({ length: 20 }, (_, i) => (i % 2 ? store : rival).addNotice(1, notice("a"))),
        );
        expect(ids.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      });

      it("takes nothing of a muted kind", async () => {
        await store.addPlayer(player(1));
        await store.muteKind(1, "a", true);
        await store.muteKind(1, "a", true);
        expect(await store.addNotice(1, notice("a"))).toBeNull();
        expect(await store.mutedKinds(1)).toEqual(["a"]);
        await store.muteKind(1, "a", false);
        expect(await store.addNotice(1, notice("a"))).toBe(1);
      });

      it("D8: keeps the newest, and never gives a number again", async () => {
        await store.addPlayer(account(1, "ada"));
        await store.transaction(async (within) => {
          for (let i = 0; i < STORE_LIMITS.inboxRows + 2; i++) await within.addNotice(1, notice("a"));
        });
        const rows = await store.inbox(1, 0, 1_000);
        expect(rows).toHaveLength(STORE_LIMITS.inboxRows);
        expect(gave).toEqual({ notices: 2 });
        expect(rows[0].id).toBe(3);
        await store.prune(NOW_MS + STORE_LIMITS.inboxMs);
        expect(await store.inbox(1, 0, 9)).toEqual([]);
        expect(await store.addNotice(1, notice("a"))).toBe(STORE_LIMITS.inboxRows + 3);
      });
    });

    describe("a transaction", () => {
      it("is done in whole or not at all", async () => {
        const failed = store.transaction(async (within) => {
          await within.addPlayer(account(1, "ada"));
          expect(await within.player(1)).not.toBeNull();
          throw new Error("no");
        });
        await expect(failed).rejects.toThrow("no");
        expect(await store.player(1)).toBeNull();
        expect(await store.accountOf("ada")).toBeNull();
        expect(await store.transaction((within) => within.addPlayer(player(2)).then(() => 5))).toBe(5);
        expect(await store.player(2)).not.toBeNull();
      });
    });

    describe("consume", () => {
      const note = async (to: Store, events: readonly Delivery[], failAt = -1, consumer = "league") => {
        let at = 0;
        await to.consume(consumer, events, async ({ id }, within) => {
          if (at++ === failAt) throw new Error("power cut");
          await within.audit({ atMs: 0, by: id.index, action: id.room, player: id.tick, detail: "" });
        });
      };
      const noted = async () =>
        (await store.auditTrail(1_000)).toReversed().map(({ action, player, by }) => [action, player, by]);

      it("applies each event once for each consumer", async () => {
        const events = [event("a", 0, 0), event("a", 0, 1), event("a", 4)];
        await note(store, events);
        await note(store, events);
        await note(await another(), [events[2], event("a", 5)]);
        await note(store, []);
        expect(await noted()).toEqual([
          ["a", 0, 0],
          ["a", 0, 1],
          ["a", 4, 0],
          ["a", 5, 0],
        ]);
        await note(store, events.slice(0, 1), -1, "notices");
        await note(store, [event("b", 0)]);
        expect((await noted()).slice(4)).toEqual([
          ["a", 0, 0],
          ["b", 0, 0],
        ]);
      });

      it("applies each event exactly once, wherever deliveries fail and begin again, and whoever competes", async () => {
        const rival = await another();
        let run = 0;
        const attempt = fc.record({ from: fc.nat(11), count: fc.nat(12), failAt: fc.nat(14), rival: fc.boolean() });
        await fc.assert(
          fc.asyncProperty(fc.array(attempt, { maxLength: 6 }), async (attempts) => {
            const room = `room ${++run}`;
            const events = Array.from({ length: 12 }, (_, i) => event(room, i >> 1, i & 1));
            // A source never skips what was not taken, so that each attempt begins no later than the first that is missing.
            const results = attempts.map(({ from, count, failAt, rival: other }) =>
              note(other ? rival : store, events.slice(0, from + count), failAt).catch((error) =>
                expect(error.message).toBe("power cut"),
              ),
            );
            await Promise.all(results);
            await note(store, events);
            expect((await noted()).filter(([of]) => of === room)).toEqual(
              events.map(({ id }) => [id.room, id.tick, id.index]),
            );
          }),
          { numRuns: 25 },
        );
      });
    });

    it("D8: prune gives up what is past its time, and says how much", async () => {
      const pruning = await shelf.open(place, { pruned, limits: { auditRows: 2 } });
      open.push(pruning);
      await store.addPlayer(account(1, "ada"));
      await store.addPlayer(player(2));
      await store.addPlayer(player(3));
      await store.addPlayer(player(4, { createdAtMs: NOW_MS + 5_000 }));
      await store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: NOW_MS }, [result(3)]);
      await store.addSession(session("late", 1));
      await store.addSession({ ...session("kept", 1), expiresAtMs: NOW_MS + STORE_LIMITS.guestMs + 1_000 });
      await store.addSanction({ player: 1, kind: "mute", untilMs: NOW_MS + 5, by: 0, why: "", atMs: 0 });
      await store.consume("c", [event("r", 1)], async () => {});
      await store.transaction(async (within) => {
        for (let i = 0; i < 3; i++) await within.audit({ atMs: 0, by: 0, action: "a", player: 0, detail: `${i}` });
      });
      await pruning.prune(NOW_MS + STORE_LIMITS.guestMs);
      expect(gave).toEqual({ sessions: 1, sanctions: 1, guests: 1, audits: 1 });
      expect(await store.session("late")).toBeNull();
      expect(await store.session("kept")).not.toBeNull();
      expect(await store.player(2)).toBeNull();
      expect(await store.player(3)).not.toBeNull();
      expect(await store.player(4)).not.toBeNull();
      expect((await store.auditTrail(9)).map(({ detail }) => detail)).toEqual(["2", "1"]);
      await pruning.prune(NOW_MS + STORE_LIMITS.seenMs);
      expect(gave.seen).toBe(1);
    });

    it("starts several at once on an empty place, and keeps what is there", async () => {
      const empty = await shelf.place();
      const opened = await Promise.all([1, 2, 3].map(() => shelf.open(empty)));
      open.push(...opened);
      await opened[0].addPlayer(player(1));
      expect(await opened[2].player(1)).not.toBeNull();
      const ids = new Set([...opened, store].map(({ id }) => id));
      expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.stringMatching(/^[0-9a-f]{12}$/)]);
    });

    it("refuses what a newer version has made, and says so", async () => {
      await shelf.run(place, `INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-wings', '2030')`);
      const refused = shelf.open(place);
      await expect(refused).rejects.toBeInstanceOf(StoreError);
      await expect(refused).rejects.toThrow(
        /^the database was made by a newer version: it has 9999-wings, .* up to \d{4}-\w+$/,
      );
    });
  });
}

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
