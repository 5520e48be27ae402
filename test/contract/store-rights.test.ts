import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Store, UniqueViolation } from "../../server/platform/store/port.ts";
import type { PlayerRow } from "../../server/platform/store/rows.ts";
import { ROLE } from "../../shared/roles.ts";
import { IDENTITY_LIMITS, STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const account = (id: number, nameKey: string, role: number = ROLE.player): PlayerRow => ({
  ...{ id, name: nameKey.split("\n")[0], nameKey, role, passwordHash: "hash", createdAtMs: NOW_MS },
});

const guest = (id: number): PlayerRow => ({ ...account(id, `p${id}`), role: ROLE.guest, passwordHash: null });

for (const kind of STORE_KINDS.filter(({ missing }) => missing === null))
  describe(`names, bans and credentials on ${kind.name}`, () => {
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

    it("holds every name of who has had rights, for them alone and for ever", async () => {
      await store.addPlayer(account(1, "ada\nshape", ROLE.operator));
      await store.changePlayer(1, { name: "eve", nameKey: "eve" });
      await store.changePlayer(1, { role: ROLE.player, name: "zoe", nameKey: "zoe" });
      await store.addPlayer(account(2, "bob"));
      for (const nameKey of ["ada", "other\nshape", "eve"]) {
        expect(await store.nameOwner(nameKey)).toBe(1);
        await expect(store.changePlayer(2, { name: "x", nameKey })).rejects.toEqual(new UniqueViolation("name"));
        await expect(store.addPlayer(account(3, nameKey))).rejects.toEqual(new UniqueViolation("name"));
      }
      expect([await store.player(3), (await store.player(2))?.nameKey]).toEqual([null, "bob"]);
      await store.changePlayer(1, { name: "ada", nameKey: "ada\nshape" });
      expect((await store.accountOf("shape"))?.id).toBe(1);
      await store.prune(NOW_MS + STORE_LIMITS.goneNameMs * 10);
      expect(await store.nameOwner("eve")).toBe(1);
    });

    it("holds the name of an account that is gone until its time is up, and a guest's not at all", async () => {
      await store.addPlayer(account(1, "ada"));
      await store.addPlayer({ ...account(2, "bob"), passwordHash: null, role: ROLE.guest });
      await store.removePlayer(1);
      await store.removePlayer(2);
      expect([await store.nameOwner("ada"), await store.nameOwner("bob")]).toEqual([1, null]);
      await store.prune(NOW_MS + STORE_LIMITS.goneNameMs - 1);
      await expect(store.addPlayer(account(3, "ada"))).rejects.toEqual(new UniqueViolation("name"));
      await store.prune(NOW_MS + STORE_LIMITS.goneNameMs);
      await store.addPlayer(account(3, "ada"));
    });

    it("keeps a ban past its account, the longest one, without its words, until it is lifted or over", async () => {
      await store.addPlayer(account(1, "ada"));
      for (const untilMs of [NOW_MS + 50, NOW_MS + 90, NOW_MS + 70])
        await store.addSanction({ player: 1, kind: "ban", untilMs, by: 2, why: "loud", atMs: NOW_MS });
      await store.addSanction({ player: 1, kind: "mute", untilMs: NOW_MS + 99, by: 2, why: "loud", atMs: NOW_MS });
      await store.removePlayer(1);
      const mark = { player: 1, kind: "ban", untilMs: NOW_MS + 90, by: 2, why: "", atMs: NOW_MS };
      expect(await store.sanctionsOf(1, NOW_MS)).toEqual([mark]);
      await store.markBan({ player: 1, untilMs: NOW_MS + 10, by: 3, atMs: NOW_MS });
      expect(await store.sanctionsOf(1, NOW_MS)).toEqual([mark]);
      expect(await store.sanctionsOf(1, NOW_MS + 90)).toEqual([]);
      await store.liftSanction(1, "ban");
      expect(await store.sanctionsOf(1, NOW_MS)).toEqual([]);
    });

    it("remembers appointments", async () => {
      await store.appoint("Ada", 1);
      await store.appoint("Eve", 2);
      expect(await store.appointments()).toEqual([
        { name: "Ada", player: 1 },
        { name: "Eve", player: 2 },
      ]);
    });

    it("takes a recovery code once, whoever is faster", async () => {
      await store.addPlayer(account(1, "ada"));
      await store.replaceRecoveryCodes(1, ["a", "b"]);
      const uses = await Promise.all(Array.from({ length: 6 }, () => store.useRecoveryCode(1, "a")));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect([await store.useRecoveryCode(2, "b"), await store.recoveryCodesLeft(1)]).toEqual([false, 1]);
      await store.replaceRecoveryCodes(1, ["c"]);
      expect([await store.useRecoveryCode(1, "b"), await store.useRecoveryCode(1, "c")]).toEqual([false, true]);
      await store.replaceRecoveryCodes(9, ["x"]);
      expect(await store.recoveryCodesLeft(9)).toBe(0);
    });

    it("D8: keeps so many passkeys of one account, each once, and lets nobody touch another's", async () => {
      for (const id of [1, 2]) await store.addPlayer(account(id, `p${id}`));
      const row = (id: string, player = 1) => ({
        ...{ id, player, name: id, publicKey: "key", counter: 0, createdAtMs: NOW_MS, usedAtMs: 0 },
      });
      expect([await store.addPasskey(row("k")), await store.addPasskey(row("k", 2))]).toEqual([true, false]);
      for (let n = 1; n < IDENTITY_LIMITS.passkeys; n++) expect(await store.addPasskey(row(`k${n}`))).toBe(true);
      expect(await store.addPasskey(row("more"))).toBe(false);
      expect(await store.addPasskey(row("nobodys", 9))).toBe(false);
      expect(await store.changePasskey(2, "k", { name: "stolen" })).toBe(false);
      expect(await store.removePasskey(2, "k")).toBe(false);
      expect(await store.changePasskey(1, "k", { counter: 5, usedAtMs: NOW_MS })).toBe(true);
      expect(await store.passkey("k")).toEqual({ ...row("k"), counter: 5, usedAtMs: NOW_MS });
      expect(await store.removePasskey(1, "k")).toBe(true);
      await store.removePlayer(1);
      expect(await store.passkeysOf(1)).toEqual([]);
    });

    it("D8: what many strangers can make takes the place of nothing that others made", async () => {
      const pruning = await shelf.open(place, { limits: { auditRows: 2 } });
      const deed = (action: string, detail: string) => store.audit({ atMs: 0, by: 0, action, player: 0, detail });
      await deed("ban", "of long ago");
      for (let i = 0; i < 5; i++) await deed(i % 2 ? "signin" : "report", `${i}`);
      const whole = { createdAtMs: NOW_MS, expiresAtMs: NOW_MS + STORE_LIMITS.sessionMs };
      await store.addPlayer(account(1, "ada"));
      for (const id of [2, 3, 4, 5, 6, 7]) {
        await store.addPlayer(guest(id));
        await store.addSession({ id: `of ${id}`, player: id, ...whole });
      }
      await store.extendSession("of 3", whole.expiresAtMs + 86_400_000);
      await store.addSanction({ player: 4, kind: "ban", untilMs: 2 * NOW_MS, by: 1, why: "", atMs: NOW_MS });
      await store.follow(1, 5);
      await store.addNotice(6, { kind: "mention", body: "{}", atMs: NOW_MS });
      await store.addRound({ game: "tag", room: "r", round: 1, endedAtMs: 1 }, [
        { player: 7, place: 1, credits: 0, kills: 0, deaths: 0 },
      ]);
      await pruning.prune(NOW_MS + STORE_LIMITS.idleGuestMs - 1);
      expect(await store.player(2)).not.toBeNull();
      await pruning.prune(NOW_MS + STORE_LIMITS.idleGuestMs);
      const left = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((id) => store.player(id)));
      expect(left.map((found) => found?.id ?? null)).toEqual([1, null, 3, 4, 5, 6, 7]);
      const trail = await store.auditTrail(9);
      expect(trail.map(({ detail }) => detail)).toEqual(["4", "3", "2", "1", "of long ago"]);
      await pruning.close();
    });

    it("ends every sign-in but one", async () => {
      await store.addPlayer(account(1, "ada"));
      for (const id of ["a", "b", "c"])
        await store.addSession({ id, player: 1, createdAtMs: NOW_MS, expiresAtMs: NOW_MS + 9 });
      await store.removeSessionsOf(1, "b");
      expect((await store.sessionsOf(1)).map(({ id }) => id)).toEqual(["b"]);
    });
  });
