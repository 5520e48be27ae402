import { describe, expect, it } from "vitest";
import { rowReaderWith } from "../../../server/ops/readable-rows.ts";
import { BEACON_FADE_S, Beacons } from "../../../server/platform/feed/beacons.ts";
import { FeedHub } from "../../../server/platform/feed/hub.ts";
import { MemoryFeedLog } from "../../harness/memory-feed-log.ts";
import { testBudgets } from "../../harness/senders.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const FADE_MS = BEACON_FADE_S * 1_000;

async function lab() {
  const clock = new VirtualClock();
  const reports: unknown[] = [];
  const ports = { clock, atMs: () => 1_000_000 + clock.nowMs(), report: (error: unknown) => void reports.push(error) };
  const hub = await FeedHub.open(new MemoryFeedLog(), ports);
  let broken = false;
  const publish: FeedHub["publish"] = (drafts) =>
    broken ? Promise.reject(new Error("the disk is full")) : hub.publish(drafts);
  const beacons = new Beacons({
    readRows: rowReaderWith(() => {}),
    ...ports,
    budgets: testBudgets(),
    hub: { publish, newest: (topic) => hub.newest(topic) },
  });
  return {
    ...{ clock, beacons, reports },
    names: () => beacons.list().map(({ name }) => name),
    say: (name: string) => beacons.publish({ name, within: null }, { x: 1, y: 2, label: "", values: {} }),
    fill(full: boolean) {
      broken = full;
    },
    async settle() {
      for (let i = 0; i < 20; i++) await Promise.resolve();
    },
  };
}

describe("beacons", () => {
  it("stay when they report just as they would fade", async () => {
    const { clock, beacons, say, names, settle } = await lab();
    await say("a");
    await say("b");
    clock.advance(FADE_MS - 1);
    const said = say("a");
    clock.advance(1_001);
    await Promise.all([said, settle()]);
    expect(names()).toEqual(["a"]);
    expect(JSON.parse(beacons.page().text).map(({ name }: { name: string }) => name)).toEqual(["a"]);
    clock.advance(FADE_MS + 1_000);
    await settle();
    expect([names(), beacons.count]).toEqual([[], 0]);
  });

  it("fade at their time when a report cannot be stored", async () => {
    const { clock, beacons, say, names, fill, settle, reports } = await lab();
    await say("a");
    fill(true);
    clock.advance(FADE_MS - 2_000);
    await expect(say("a")).rejects.toThrow("the disk is full");
    await expect(say("new")).rejects.toThrow("the disk is full");
    expect(names()).toEqual(["a"]);
    expect(beacons.count).toBe(1);
    fill(false);
    clock.advance(3_000);
    await settle();
    expect([names(), beacons.count, reports]).toEqual([[], 0, []]);
  });
});
