import { describe, expect, it } from "vitest";
import { Registry } from "../../server/ops/metrics.ts";
import { rowReader } from "../../server/ops/readable-rows.ts";
import { BeaconTokens } from "../../server/platform/feed/beacon-tokens.ts";
import { Beacons } from "../../server/platform/feed/beacons.ts";
import { openFeedDatabase } from "../../server/platform/feed/database.ts";
import { testBudgets } from "../harness/senders.ts";
import { VirtualClock } from "../harness/virtual-clock.ts";

function open() {
  const registry = new Registry();
  const reports: unknown[] = [];
  const readRows = rowReader(registry, (error) => reports.push(error));
  const counted = (list: string) =>
    Number(new RegExp(`^orrery_rows_unreadable_total\\{list="${list}"\\} (\\d+)$`, "m").exec(registry.text())?.[1]);
  return { readRows, reports, counted };
}

const told = (name: string) => ({ type: "beacon", topic: "beacons", seq: 1, name, x: 0, y: 0, fadesAt: 9e12 });

describe("a row that cannot be read", () => {
  it("is omitted, counted and reported with its cause; the others stay", () => {
    const { readRows, reports, counted } = open();
    expect(readRows.rows("inbox", ['{"a":1}', "{", "null", '{"a":2}'], (text) => JSON.parse(text).a)).toEqual([1, 2]);
    expect(counted("inbox")).toBe(2);
    expect(reports).toEqual([
      expect.objectContaining({ message: expect.stringContaining("inbox"), cause: expect.any(SyntaxError) }),
      expect.objectContaining({ cause: expect.any(TypeError) }),
    ]);
  });

  it("hides no other beacon, and does not stop a server from starting", () => {
    const { readRows, counted } = open();
    const clock = new VirtualClock();
    const kept = [JSON.stringify(told("a")), "{", JSON.stringify(told("b"))].map((text, i) => ({
      seq: i,
      text,
      key: "",
    }));
    const hub = { newest: () => kept, publish: async () => {} };
    const ports = { hub, clock, atMs: () => 0, report: () => {}, readRows, budgets: testBudgets() };
    const beacons = new Beacons(ports as unknown as ConstructorParameters<typeof Beacons>[0]);
    expect(beacons.list().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(counted("beacons")).toBeGreaterThan(0);
    beacons.close();
  });

  it("hides no other beacon's token from moderators", () => {
    const { readRows, counted } = open();
    const db = openFeedDatabase(":memory:");
    const tokens = new BeaconTokens(db, testBudgets(), readRows);
    for (const name of ["a", "b", "c"]) tokens.issue({ name, within: null }, 7, 1_000, 0);
    db.run("UPDATE beacons SET place = '{' WHERE name = 'b'");
    expect(tokens.list(0).map(({ name }) => name)).toEqual(["a", "c"]);
    expect(counted("beaconTokens")).toBe(1);
  });
});
