import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FeedHub, HEARTBEAT_S } from "../../../server/platform/feed/hub.ts";
import type { FeedDraft } from "../../../server/platform/feed/log.ts";
import { type FeedMetrics, NO_FEED_METRICS } from "../../../server/platform/feed/metrics.ts";
import type { Topic } from "../../../server/platform/feed/topics.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { FeedListener } from "../../harness/feed-listener.ts";
import { MemoryFeedLog } from "../../harness/memory-feed-log.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const LIMITS = { ...FEED_LIMITS, keptMessages: 60, keptKeys: 8, recentMessages: 6, pageMessages: 5 };

const roundStart = (round: number): FeedDraft => ({
  topic: "rounds",
  key: "",
  body: { type: "roundStart", match: "m", round },
});
const faded = (name: string): FeedDraft => ({ topic: "beacons", key: name, body: { type: "faded", name } });
const line = (number: number, text: string): FeedDraft => ({
  topic: "chat",
  key: `${number}`,
  owner: "7",
  body: { type: "line", line: number, player: 7, name: "Ann", role: "player", text },
});

class Lab {
  readonly clock = new VirtualClock();
  readonly log: MemoryFeedLog;
  readonly reports: unknown[] = [];
  readonly counts: Record<string, number> = {};
  hub!: FeedHub;

  constructor(keptMessages: number) {
    this.log = new MemoryFeedLog({ ...LIMITS, keptMessages });
  }

  static async open(keptMessages = LIMITS.keptMessages): Promise<Lab> {
    const lab = new Lab(keptMessages);
    await lab.start();
    return lab;
  }

  async start(): Promise<void> {
    const count = (name: string) => {
      this.counts[name] = (this.counts[name] ?? 0) + 1;
    };
    const metrics: FeedMetrics = {
      ...NO_FEED_METRICS,
      behind: () => count("behind"),
      gap: () => count("gap"),
      slow: () => count("slow"),
      malformed: () => count("malformed"),
    };
    const report = (error: unknown) => void this.reports.push(error);
    this.hub = await FeedHub.open(this.log, { clock: this.clock, atMs: () => 1_000, metrics, limits: LIMITS, report });
  }

  /** Lets everything happen that can without time passing. */
  async settle(): Promise<void> {
    for (let i = 0; i < 60; i++) {
      this.clock.advance(0);
      await Promise.resolve();
    }
  }

  /** Takes until nothing more comes. */
  async drain(listener: FeedListener): Promise<void> {
    for (let before = -1; before !== listener.heard.length; ) {
      before = listener.heard.length;
      for (let i = 0; i < 5; i++) {
        listener.take();
        await this.settle();
      }
    }
  }
}

const seqsOf = (listener: FeedListener, topic: Topic) =>
  listener.heard.flatMap((message) => ("seq" in message && message.topic === topic ? [message.seq] : []));
const kindsOf = (listener: FeedListener) => listener.heard.map(({ type }) => type);

describe("the feed's hub", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 12 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("take" as const),
        count: fc.integer({ min: 1, max: 15 }),
        who: fc.nat(3),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const), who: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 3_000 }) }) },
  );
  const topics: readonly Topic[] = ["rounds", "beacons"];

  it("D8: gives every reader everything after its position, in order and once, or reports a gap, however slow, disconnected or restarted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60, size: "max" }),
        fc.array(fc.nat(5), { minLength: 1 }),
        fc.nat(1),
        async (steps, keys, eager) => {
          const lab = await Lab.open();
          const listeners = [1, 3, 10, 100].map((holds, i) => new FeedListener(holds, i % 2 === eager));
          const fast = new FeedListener(Number.POSITIVE_INFINITY);
          const everyone = [...listeners, fast];
          for (const listener of everyone) listener.connect(lab.hub, topics, 0);
          let published = 0;
          for (const what of steps) {
            if (what.do === "publish") {
              const drafts = Array.from({ length: what.count }, () => {
                const key = keys[published % keys.length];
                return published++ % 2 === 0 ? roundStart(published) : faded(`b${key}`);
              });
              await lab.hub.publish(drafts);
              fast.take();
            } else if (what.do === "take") listeners[what.who].take(what.count);
            else if (what.do === "cut") {
              listeners[what.who].disconnect();
              listeners[what.who].connect(lab.hub, topics, 0);
            } else if (what.do === "restart") {
              await lab.hub.close();
              await lab.start();
              for (const listener of everyone) {
                listener.disconnect();
                listener.connect(lab.hub, topics, 0);
              }
            } else lab.clock.advance(what.ms);
            await lab.settle();
          }
          const last = (await lab.log.span("rounds")).last;
          fast.take();
          // It waited for nobody, and nothing was ever left out for it.
          expect(seqsOf(fast, "rounds")).toEqual(Array.from({ length: last }, (_, i) => i + 1));
          const newest = (await lab.log.read("beacons", 0, 99)).map(({ text }) => JSON.parse(text));
          for (const [i, listener] of everyone.entries()) {
            await lab.drain(listener);
            expect([i, listener.faults]).toEqual([i, []]);
            expect(listener.had.get("rounds")).toBe(last);
            for (const message of newest) expect(listener.heard).toContainEqual(message);
            expect(listener.mostWaiting).toBeLessThanOrEqual(listener.holds + 6);
          }
          expect(lab.reports).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("D8: tells a slow reader that it is behind, and feeds it from the log at its own pace, without replaced messages", async () => {
    const lab = await Lab.open();
    const slow = new FeedListener(4);
    slow.connect(lab.hub, ["rounds", "beacons"], null);
    slow.take();
    for (let i = 1; i <= 30; i++) await lab.hub.publish([roundStart(i), faded(`b${i % 2}`)]);
    await lab.drain(slow);
    expect(kindsOf(slow).filter((type) => type === "behind")).toHaveLength(1);
    expect(seqsOf(slow, "rounds")).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(seqsOf(slow, "beacons").length).toBeLessThan(12);
    expect(seqsOf(slow, "beacons").slice(-2)).toEqual([29, 30]);
    expect([slow.faults, lab.counts]).toEqual([[], { behind: 1 }]);
  });

  it("says where it starts when older messages are no longer kept", async () => {
    const lab = await Lab.open();
    for (let i = 1; i <= 100; i++) await lab.hub.publish([roundStart(i)]);
    const late = new FeedListener(1_000);
    late.had.set("rounds", 10);
    late.connect(lab.hub, ["rounds"], null);
    await lab.drain(late);
    expect(late.heard.slice(0, 3)).toMatchObject([
      { type: "subscribed", topic: "rounds", after: 10 },
      { type: "gap", topic: "rounds", from: 11, to: 40 },
      { type: "roundStart", seq: 41 },
    ]);
    expect(seqsOf(late, "rounds")).toHaveLength(60);
    expect(lab.counts).toEqual({ gap: 1 });
  });

  it("starts over for a reader that asks for unknown numbers", async () => {
    const lab = await Lab.open();
    await lab.hub.publish([roundStart(1)]);
    const stranger = new FeedListener(10);
    stranger.had.set("rounds", 500);
    stranger.connect(lab.hub, ["rounds"], null);
    await lab.drain(stranger);
    expect(kindsOf(stranger)).toEqual(["restarted", "subscribed", "roundStart"]);
  });

  it("erases messages wherever they are kept", async () => {
    const lab = await Lab.open();
    await lab.hub.publish([line(1, "mine"), line(2, "too")]);
    await lab.hub.publish([{ topic: "chat", key: "1", body: { type: "erased", line: 1 }, erases: "key" }]);
    const late = new FeedListener(10);
    late.connect(lab.hub, ["chat"], 0);
    await lab.drain(late);
    expect(kindsOf(late)).toEqual(["subscribed", "erased", "line", "erased"]);
    expect(JSON.stringify(late.heard)).not.toContain("mine");
    await lab.hub.publish([
      { topic: "chat", key: "", owner: "7", body: { type: "forgotten", player: 7 }, erases: "owner" },
    ]);
    const later = new FeedListener(10);
    later.connect(lab.hub, ["chat"], 0);
    await lab.drain(later);
    expect(kindsOf(later)).toEqual(["subscribed", "forgotten", "forgotten", "erased", "forgotten"]);
  });

  it("publishes no name of a deleted player, whatever it receives", async () => {
    const lab = await Lab.open();
    const ada = { seat: 1, player: 7, name: "Ada" };
    const standing = { match: "m", credits: 1, kills: 0, deaths: 0 };
    await lab.hub.publish([
      { topic: "scores", key: "m/1", body: { type: "score", ...ada, ...standing, gone: false } },
      { topic: "rounds", key: "", body: { type: "roundEnd", match: "m", round: 1, winner: ada, credits: 1 } },
    ]);
    await lab.hub.publish([
      { topic: "chat", key: "", owner: "7", body: { type: "forgotten", player: 7 }, erases: "owner" },
    ]);
    const late = new FeedListener(10);
    late.connect(lab.hub, ["scores", "rounds"], 0);
    await lab.drain(late);
    expect(kindsOf(late).toSorted()).toEqual(["roundEnd", "score", "subscribed", "subscribed"]);
    expect(JSON.stringify(late.heard)).not.toContain("Ada");
  });

  it("erases a deleted player's name from memory, too, and of everyone deleted meanwhile", async () => {
    const lab = await Lab.open(600);
    const ended = (player: number): FeedDraft => {
      const winner = { seat: 1, player, name: "Ada" };
      return { topic: "rounds", key: "", body: { type: "roundEnd", match: "m", round: 1, winner, credits: 1 } };
    };
    const score = (row: number): FeedDraft => {
      const standing = { match: "m", seat: row, credits: 1, kills: 0, deaths: 0, gone: false };
      return {
        topic: "scores",
        key: `${row}`,
        body: { type: "score", player: 7 + (row % 2), name: "Ada", ...standing },
      };
    };
    const gone = (player: number): FeedDraft => ({
      ...{ topic: "chat", key: "", owner: `${player}`, body: { type: "forgotten", player }, erases: "owner" },
    });
    await lab.hub.publish(Array.from({ length: LIMITS.recentMessages }, (_, i) => ended(7 + (i % 2))));
    await lab.hub.publish(Array.from({ length: LIMITS.keptKeys }, (_, i) => score(i)));
    await lab.hub.publish([gone(7)]);
    for (let ms = 0; ms < 1_000; ms += 5) {
      if (ms === 10) await lab.hub.publish([gone(8)]);
      lab.clock.advance(5);
      await lab.settle();
    }
    // From here on nothing is cleaned when it is read.
    expect([lab.log.erasing, lab.reports]).toEqual([[], []]);
    const late = new FeedListener(1_000);
    late.connect(lab.hub, ["rounds", "scores"], 0);
    await lab.drain(late);
    expect([late.heard.length, JSON.stringify(late.heard).includes("Ada")]).toEqual([16, false]);
    expect(JSON.stringify(lab.hub.newest("scores"))).not.toContain("Ada");
  });

  it("D8: disconnects only a reader that takes nothing while something waits", async () => {
    const lab = await Lab.open();
    const stuck = new FeedListener(2);
    const well = new FeedListener(1_000);
    for (const listener of [stuck, well]) listener.connect(lab.hub, ["rounds"], null);
    for (let i = 1; i <= 5; i++) await lab.hub.publish([roundStart(i)]);
    lab.clock.advance(FEED_LIMITS.stallMs - 1);
    expect(stuck.ended).toBeNull();
    lab.clock.advance(2_000);
    expect([stuck.ended, well.ended]).toEqual([CLOSE.slowConsumer, null]);
    expect([lab.counts.slow, lab.hub.readers]).toEqual([1, 1]);
  });

  it("sends a keep-alive to an idle reader", async () => {
    const lab = await Lab.open();
    const quiet = new FeedListener(100);
    quiet.connect(lab.hub, ["rounds"], null);
    lab.clock.advance(3 * HEARTBEAT_S * 1_000 + 1_000);
    quiet.take();
    expect(kindsOf(quiet).filter((type) => type === "heartbeat")).toHaveLength(3);
  });

  it("drops an invalid message, reports it, and uses no number for it", async () => {
    const lab = await Lab.open();
    const { messageBytes } = FEED_LIMITS;
    const ships = Array.from({ length: 500 }, (_, seat) => ({
      seat,
      kind: "pirate",
      name: "x".repeat(200),
      x: 0,
      y: 0,
    }));
    await lab.hub.publish([
      { topic: "rounds", key: "", body: { type: "roundStart", match: "m", round: -1 } },
      { topic: "rounds", key: "", body: { type: "toString" } },
      { topic: "positions", key: "m", body: { type: "positions", match: "m", tick: 1, delayS: 1, ships } },
      roundStart(1),
    ]);
    expect(JSON.stringify(ships).length).toBeGreaterThan(messageBytes);
    expect(await lab.log.span("rounds")).toEqual({ first: 1, last: 1 });
    expect(await lab.log.span("positions")).toEqual({ first: 0, last: 0 });
    expect([lab.counts.malformed, lab.reports.length]).toEqual([3, 3]);
  });
});
