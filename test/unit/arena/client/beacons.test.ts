import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBeacons } from "../../../../client/games/arena/beacons/beacon-message.ts";
import {
  type BeaconListAnswer,
  BeaconPoller,
  type BeaconPort,
} from "../../../../client/games/arena/beacons/beacon-poller.ts";
import type { BeaconView } from "../../../../client/games/arena/model/frame.ts";
import { rowReaderWith } from "../../../../server/ops/readable-rows.ts";
import { BEACON_FADE_S, Beacons } from "../../../../server/platform/feed/beacons.ts";
import { FeedHub } from "../../../../server/platform/feed/hub.ts";
import { FEED_LIMITS } from "../../../../shared/wire/limits.ts";
import { MemoryFeedLog } from "../../../harness/memory-feed-log.ts";
import { senderAt, testBudgets } from "../../../harness/senders.ts";
import { VirtualClock } from "../../../harness/virtual-clock.ts";

const FRAME_MS = 250;
/** The page's clocks have nothing to do with the server's. */
const SERVER_AT_MS = 1_900_000_000_000;
const PAGE_AT_MS = 12_345;
const NAMES = ["a", "b", "c.d", "Z-9"];

async function settle(): Promise<void> {
  for (let i = 0; i < 24; i++) await Promise.resolve();
}

type Line = "up" | "down" | "garbage" | "refuses" | "absent" | "silent" | "late";

/** The server's own beacons, a page that looks at them, and the line between the two. */
class Lab {
  readonly clock = new VirtualClock();
  readonly log = new MemoryFeedLog();
  readonly reports: unknown[] = [];
  readonly sky: BeaconPoller;
  line: Line = "up";
  wanted = true;
  asked = 0;
  /** Answers of a late line, given when called. */
  readonly late: (() => void)[] = [];
  shown: readonly BeaconView[] = [];
  beacons!: Beacons;
  #hub!: FeedHub;

  constructor() {
    this.sky = new BeaconPoller({ fetchList: (...args) => this.#answer(...args), random: () => 0.5 });
  }

  static async open(): Promise<Lab> {
    const lab = new Lab();
    await lab.restart();
    return lab;
  }

  async restart(): Promise<void> {
    this.beacons?.close();
    await this.#hub?.close();
    const report = (error: unknown) => void this.reports.push(error);
    const ports = { clock: this.clock, atMs: () => SERVER_AT_MS + this.clock.nowMs(), report };
    this.#hub = await FeedHub.open(this.log, ports);
    this.beacons = new Beacons({
      readRows: rowReaderWith(() => {}),
      ...ports,
      budgets: testBudgets({}, () => this.clock.nowMs()),
      hub: this.#hub,
    });
  }

  async publish(name: string, x: number): Promise<void> {
    await this.beacons
      .publish({ name, within: null }, { x, y: -x, label: `${name} is`, values: { x } })
      .catch(() => undefined);
  }

  frame(): void {
    this.shown = this.sky.visibleAt(PAGE_AT_MS + this.clock.nowMs(), this.wanted);
  }

  /** Lets time pass, with frames or in a hidden tab. */
  async pass(ms: number, seen = true): Promise<void> {
    for (let left = ms; left > 0; left -= FRAME_MS) {
      this.clock.advance(FRAME_MS);
      await settle();
      if (seen) this.frame();
      await settle();
    }
  }

  async #answer(tag: string | null, signal: AbortSignal): Promise<BeaconListAnswer> {
    this.asked++;
    switch (this.line) {
      case "down":
        throw new TypeError("Failed to fetch");
      case "garbage":
        return { type: "list", list: { beacons: 1 }, tag: '"x"' };
      case "refuses":
        return { type: "refused", absent: false };
      case "absent":
        return { type: "refused", absent: true };
      case "silent":
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      case "late":
        await new Promise<void>((resolve) => this.late.push(resolve));
        return { type: "list", list: [toldBeacon({ name: "late" })], tag: '"late"' };
      case "up": {
        const page = this.beacons.page();
        if (page.tag === tag) return { type: "same" };
        return { type: "list", list: JSON.parse(page.text), tag: page.tag };
      }
    }
  }
}

const plain = (shown: readonly BeaconView[]) => shown.map(({ name, x, y, label }) => ({ name, x, y, label }));
const listed = (lab: Lab) =>
  lab.beacons
    .list()
    .map(({ name, x, y, label }) => ({ name, x, y, label }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const step = fc.oneof(
  fc.record({ do: fc.constant("publish" as const), name: fc.constantFrom(...NAMES), x: fc.nat(30_000) }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 250, max: 40_000 }), seen: fc.boolean() }),
  fc.record({
    do: fc.constant("line" as const),
    line: fc.constantFrom<Line>("up", "down", "garbage", "refuses", "silent"),
  }),
  fc.record({ do: fc.constant("want" as const), wanted: fc.boolean() }),
  fc.record({ do: fc.constant("restart" as const) }),
);

describe("the beacons shown by a page", () => {
  it("end up as those that the server lists, whatever was reported, faded, lost or answered wrongly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), fc.subarray(NAMES), async (steps, shining) => {
        const lab = await Lab.open();
        for (const now of steps) {
          if (now.do === "publish") await lab.publish(now.name, now.x);
          else if (now.do === "pass") await lab.pass(now.ms, now.seen);
          else if (now.do === "line") lab.line = now.line;
          else if (now.do === "want") lab.wanted = now.wanted;
          else await lab.restart();
          if (now.do !== "pass" || !now.seen) continue;
          for (const { receivedMs } of lab.shown)
            expect(PAGE_AT_MS + lab.clock.nowMs() - receivedMs).toBeLessThan(BEACON_FADE_S * 1_000);
        }
        [lab.line, lab.wanted] = ["up", true];
        // As long as a page waits at most that was refused again and again.
        for (let i = 0; i < 18; i++) {
          for (const name of shining) await lab.publish(name, i);
          await lab.pass(20_000);
        }
        expect(plain(lab.shown)).toEqual(listed(lab));
        expect(plain(lab.shown).map(({ name }) => name)).toEqual([...shining].sort());
        expect(lab.reports).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("fade at their time when the server does not answer", async () => {
    const lab = await Lab.open();
    await lab.publish("a", 1);
    await lab.pass(10_000);
    expect(lab.shown).toHaveLength(1);
    lab.line = "down";
    await lab.pass(BEACON_FADE_S * 1_000 - 11_000);
    expect(lab.shown).toHaveLength(1);
    await lab.pass(11_000 + FRAME_MS);
    expect(lab.shown).toEqual([]);
  });

  it("are the same list until something changes, and unchanged beacons stay the same objects", async () => {
    const lab = await Lab.open();
    await lab.publish("a", 1);
    await lab.publish("b", 2);
    await lab.pass(10_000);
    const before = lab.shown;
    await lab.pass(10_000);
    expect(lab.shown).toBe(before);
    await lab.publish("b", 3);
    await lab.pass(5_000);
    expect(lab.shown).not.toBe(before);
    expect(lab.shown[0]).toBe(before[0]);
    expect(lab.shown[1]).toMatchObject({ name: "b", x: 3, readings: [{ what: "x", value: "3" }] });
  });

  it("include new beacons and new reports within a few seconds", async () => {
    const lab = await Lab.open();
    await lab.pass(30_000);
    await lab.publish("a", 1);
    await lab.pass(6_500);
    expect(lab.shown).toMatchObject([{ name: "a", x: 1 }]);
    await lab.publish("a", 2);
    await lab.pass(3_500);
    expect(lab.shown).toMatchObject([{ name: "a", x: 2 }]);
  });

  it("are dropped and not requested while no arena is shown, even if an answer is pending", async () => {
    const lab = await Lab.open();
    await lab.publish("a", 1);
    lab.wanted = false;
    await lab.pass(60_000);
    expect([lab.asked, lab.shown]).toEqual([0, []]);
    lab.wanted = true;
    lab.line = "late";
    lab.frame();
    lab.wanted = false;
    lab.frame();
    await lab.pass(60_000);
    expect([lab.asked, lab.shown]).toEqual([1, []]);
    lab.line = "down";
    lab.wanted = true;
    await lab.pass(FRAME_MS);
    for (const answer of lab.late) answer();
    await lab.pass(2 * FRAME_MS);
    expect([lab.asked, lab.shown]).toEqual([2, []]);
  });

  it("are not requested by a hidden tab", async () => {
    const lab = await Lab.open();
    await lab.publish("a", 1);
    await lab.pass(1_000);
    const { asked } = lab;
    await lab.pass(60_000, false);
    expect(lab.asked).toBe(asked);
    await lab.pass(1_000);
    expect([lab.asked, lab.shown]).toEqual([asked + 1, []]);
  });

  it.each<[Line, number]>([
    ["down", 8],
    ["garbage", 8],
    ["refuses", 8],
    ["absent", 3],
    ["silent", 7],
  ])(
    "are asked for ever more seldom where the line or the server is %s: %i times in ten minutes",
    async (line, times) => {
      const lab = await Lab.open();
      await lab.pass(5_000);
      expect(lab.asked).toBe(1);
      lab.line = line;
      await lab.pass(600_000);
      expect(lab.asked - 1).toBeLessThanOrEqual(times);
      expect(lab.asked - 1).toBeGreaterThan(1);
      const { asked } = lab;
      // Going out and in again is no way around it.
      for (let i = 0; i < 10; i++) {
        lab.wanted = !lab.wanted;
        lab.frame();
        await settle();
      }
      expect(lab.asked).toBe(asked);
    },
  );

  it("D8: can be requested by 500 pages behind one address without a refusal", async () => {
    for (const seed of [1, 2, 3]) {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return state / 2 ** 32;
      };
      let [nowMs, refused, asked] = [0, 0, 0];
      const budgets = testBudgets({}, () => nowMs);
      const list = [toldBeacon({})];
      const fetchList: BeaconPort["fetchList"] = async () => {
        asked++;
        if (budgets.consume("beaconLists", senderAt("proxy")) === null) return { type: "list", list, tag: null };
        refused++;
        return { type: "refused", absent: false };
      };
      const pages = Array.from({ length: 500 }, () => new BeaconPoller({ fetchList, random }));
      for (; nowMs < 60_000; nowMs += FRAME_MS) {
        for (const page of pages) page.visibleAt(nowMs, true);
        await settle();
      }
      expect([seed, refused]).toEqual([seed, 0]);
      expect(asked).toBeGreaterThan(9_000);
    }
  });
});

function toldBeacon(over: object): object {
  return {
    ...{ type: "beacon", topic: "beacons", seq: 7, at: 1_000, name: "a", x: 1, y: -2, label: "A", values: { t: 1.5 } },
    ...{ fadesAt: 61_000, ...over },
  };
}

describe("D7: a list of beacons", () => {
  const sound = toldBeacon({ name: "ok" });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a number", 7],
    ["a list", []],
    ["another message", toldBeacon({ type: "faded" })],
    ["another topic", toldBeacon({ topic: "chat" })],
    ["no number", toldBeacon({ seq: "7" })],
    ["a number below one", toldBeacon({ seq: 0 })],
    ["a name that is markup", toldBeacon({ name: "<b>" })],
    ["a name that is too long", toldBeacon({ name: "a".repeat(25) })],
    ["a place beyond the map's numbers", toldBeacon({ x: 32_768 })],
    ["no place", toldBeacon({ y: null })],
    ["a fraction of a pixel", toldBeacon({ y: 0.5 })],
    ["a label that is no text", toldBeacon({ label: {} })],
    ["a label that turns text around", toldBeacon({ label: "a\u202eb" })],
    ["a label of two lines", toldBeacon({ label: "a\nb" })],
    ["a long label", toldBeacon({ label: "x".repeat(41) })],
    ["no readings", toldBeacon({ values: null })],
    ["readings in a list", toldBeacon({ values: [1] })],
    ["a reading that is text", toldBeacon({ values: { t: "1" } })],
    ["a reading beyond numbers", toldBeacon({ values: { t: Number.POSITIVE_INFINITY } })],
    ["a reading's name that is markup", toldBeacon({ values: { "<i>": 1 } })],
    ["too many readings", toldBeacon({ values: Object.fromEntries([..."abcdefghi"].map((name) => [name, 1])) })],
    ["no time", toldBeacon({ fadesAt: "soon" })],
    ["a time before all", toldBeacon({ at: -1 })],
  ])("is read without %s in it", (_, item) => {
    expect(readBeacons([item, sound])).toEqual([sound]);
  });

  it("keeps the newest of each name, in their order, and no more than there may be tokens", () => {
    const [old, now] = [toldBeacon({ seq: 3, x: 3 }), toldBeacon({ seq: 4, x: 4 })];
    expect(readBeacons([now, sound, old])).toEqual([now, sound]);
    const many = Array.from({ length: 300 }, (_, i) => toldBeacon({ name: `n${i}` }));
    expect(readBeacons(many)).toHaveLength(FEED_LIMITS.beaconTokens);
    expect([readBeacons({}), readBeacons("x"), readBeacons(undefined)]).toEqual([null, null, null]);
  });

  it("never throws when it is read", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.object({ maxDepth: 2 }))), (list) => {
        readBeacons(list);
      }),
    );
  });
});
