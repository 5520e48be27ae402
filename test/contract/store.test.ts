import { beforeEach, describe, expect, it } from "vitest";
import { type Store, StoreError, UniqueViolation } from "../../server/platform/store/port.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, STORE_KINDS } from "./store-backends.ts";
import { StoreLab } from "./store-lab.ts";
import { account, event, player, result, session } from "./store-rows.ts";

for (const kind of STORE_KINDS) {
  if (kind.missing !== null) {
    const loud = `NOT TESTED: the store on ${kind.name}, because ${kind.missing}`;
    if (!process.env.CI) console.warn(loud);
    (process.env.CI ? it : it.skip)(loud, () => expect(kind.missing).toBeNull());
    continue;
  }

  describe(`the store on ${kind.name}`, () => {
    const lab = new StoreLab(kind);
    let store: Store;
    beforeEach(() => {
      store = lab.store;
    });

    describe("players", () => {
      it("are kept as they were added and changed", async () => {
        const ada = player(2 ** 31 - 1, { name: "Zoë 🚀" });
        await store.addPlayer(ada);
        expect(await store.player(ada.id)).toEqual(ada);
        expect(await store.player(5)).toBeNull();
        await store.changePlayer(ada.id, { role: 2 });
        await store.changePlayer(ada.id, {});
        expect(await (await lab.another()).player(ada.id)).toEqual({ ...ada, role: 2 });
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
        const rival = await lab.another();
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
        const rival = await lab.another();
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

    it("D8: prune gives up what is past its time, and says how much", async () => {
      const pruning = await lab.shelf.open(lab.place, { pruned: lab.countPruned, limits: { auditRows: 2 } });
      lab.open.push(pruning);
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
      expect(lab.pruned).toEqual({ sessions: 1, sanctions: 1, guests: 1, audits: 1 });
      expect(await store.session("late")).toBeNull();
      expect(await store.session("kept")).not.toBeNull();
      expect(await store.player(2)).toBeNull();
      expect(await store.player(3)).not.toBeNull();
      expect(await store.player(4)).not.toBeNull();
      expect((await store.auditTrail(9)).map(({ detail }) => detail)).toEqual(["2", "1"]);
      await pruning.prune(NOW_MS + STORE_LIMITS.seenMs);
      expect(lab.pruned.seen).toBe(1);
    });

    it("starts several at once on an empty place, and keeps what is there", async () => {
      const empty = await lab.shelf.emptyPlace();
      const opened = await Promise.all([1, 2, 3].map(() => lab.shelf.open(empty)));
      lab.open.push(...opened);
      await opened[0].addPlayer(player(1));
      expect(await opened[2].player(1)).not.toBeNull();
      const ids = new Set([...opened, store].map(({ id }) => id));
      expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), expect.stringMatching(/^[0-9a-f]{12}$/)]);
    });

    it("refuses what a newer version has made, and says so", async () => {
      await lab.shelf.run(lab.place, `INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-wings', '2030')`);
      const refused = lab.shelf.open(lab.place);
      await expect(refused).rejects.toBeInstanceOf(StoreError);
      await expect(refused).rejects.toThrow(
        /^the database was made by a newer version: it has 9999-wings, .* up to \d{4}-\w+$/,
      );
    });
  });
}
