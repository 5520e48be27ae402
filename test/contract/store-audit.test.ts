import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../server/platform/store/port.ts";
import type { PlayerRow } from "../../server/platform/store/rows.ts";
import { NOW_MS, type Shelf, STORE_KINDS } from "./store-backends.ts";

const guest = (id: number): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: NOW_MS },
});

// What cannot be had here is told of by the store's own suite.
describe.each(STORE_KINDS.filter(({ missing }) => missing === null))("the audit trail on $name", (kind) => {
  let shelf: Shelf;
  let store: Store;

  beforeAll(async () => {
    shelf = await kind.start();
  });
  afterAll(() => shelf.end());
  beforeEach(async () => {
    store = await shelf.open(await shelf.place());
  });
  afterEach(() => store.close());

  it("is had with the names of now, the newest first, by parts", async () => {
    await store.addPlayer(guest(1));
    await store.addPlayer(guest(2));
    const row = (n: number) => ({
      ...{ atMs: NOW_MS, by: 2, action: n % 2 === 0 ? "ban" : "report", player: n === 3 ? 0 : 1, detail: `${n}` },
    });
    for (const n of [1, 2, 3, 4]) await store.audit(row(n));
    await store.changePlayer(2, { name: "Ada Two" });
    const trail = await store.auditTrail(9);
    const names = { byName: "Ada Two", playerName: "P1" };
    expect(trail).toEqual(
      [4, 3, 2, 1].map((n) => ({
        ...{ ...row(n), ...names, id: expect.any(Number) },
        ...(n === 3 && { playerName: "" }),
      })),
    );
    const ids = trail.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    const details = async (...how: Parameters<typeof store.auditTrail>) =>
      (await store.auditTrail(...how)).map(({ detail }) => detail);
    expect(await details(2)).toEqual(["4", "3"]);
    expect(await details(2, { beforeId: ids[1] })).toEqual(["2", "1"]);
    expect(await details(9, { action: "ban" })).toEqual(["4", "2"]);
    expect(await details(9, { action: "ban", beforeId: ids[0] })).toEqual(["2"]);
    expect(await details(9, { action: "erase" })).toEqual([]);
  });

  it("holds nothing that people said or wrote who are gone, whenever it comes: who, when and what stay", async () => {
    for (const n of [1, 2]) await store.addPlayer(guest(n));
    const row = (by: number, about: number, action: string, detail: object) => ({
      ...{ atMs: NOW_MS, by, action, player: about, detail: JSON.stringify(detail) },
    });
    const report = (by: number, about: number) =>
      row(by, about, "report", { line: 4, text: `said by ${about}`, why: `why of ${by}` });
    const order = row(1, 2, "mute", { untilMs: NOW_MS + 5, why: "why of 1" });
    const role = { ...row(1, 2, "role", {}), detail: "player to moderator" };
    for (const one of [report(2, 1), report(1, 2), order, role]) await store.audit(one);
    await store.removePlayer(1);
    // On its way while the account went.
    await store.audit(report(2, 1));
    const told = (await store.auditTrail(9)).map(({ by, action, player, detail }) => [by, action, player, detail]);
    expect(told).toEqual([
      [2, "report", 1, ""],
      [1, "role", 2, "player to moderator"],
      [1, "mute", 2, `{"untilMs":${NOW_MS + 5}}`],
      [1, "report", 2, '{"line":4,"text":"said by 2"}'],
      [2, "report", 1, ""],
    ]);
  });
});
