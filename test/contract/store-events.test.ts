import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../server/outbox/index.ts";
import type { Store } from "../../server/platform/store/port.ts";
import { STORE_LIMITS } from "../../shared/wire/limits.ts";
import { NOW_MS, STORE_KINDS } from "./store-backends.ts";
import { StoreLab } from "./store-lab.ts";
import { account, event, player } from "./store-rows.ts";

// store.test.ts reports the kinds that are missing.
for (const kind of STORE_KINDS.filter(({ missing }) => missing === null))
  describe(`the store on ${kind.name}`, () => {
    const lab = new StoreLab(kind);
    let store: Store;
    beforeEach(() => {
      store = lab.store;
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
        const rival = await lab.another();
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
        expect(lab.pruned).toEqual({ notices: 2 });
        expect(rows[0].id).toBe(3);
        await store.prune(NOW_MS + STORE_LIMITS.inboxMs);
        expect(await store.inbox(1, 0, 9)).toEqual([]);
        expect(await store.addNotice(1, notice("a"))).toBe(STORE_LIMITS.inboxRows + 3);
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
        await note(await lab.another(), [events[2], event("a", 5)]);
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
        const rival = await lab.another();
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
  });
