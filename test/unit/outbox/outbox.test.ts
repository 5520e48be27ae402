import { describe, expect, it } from "vitest";
import {
  type Consumer,
  type Delivery,
  type EmittedEvent,
  LAST_INDEX,
  Outbox,
  type ReplayedEvents,
  RetryLater,
} from "../../../server/outbox/index.ts";
import { OUTBOX_LIMITS } from "../../../shared/wire/limits.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

class Listener implements Consumer {
  readonly heard: string[] = [];
  failures = 0;
  failure: Error = new Error("it broke");
  batches = 0;

  constructor(
    readonly name: string,
    readonly wants: (event: unknown) => boolean = () => true,
    readonly minIntervalMs = 0,
  ) {}

  async deliver(events: readonly Delivery[]): Promise<void> {
    this.batches++;
    if (this.failures-- > 0) throw this.failure;
    for (const { id } of events) this.heard.push(`${id.tick}.${id.index}`);
  }
}

function boxFor(
  consumers: readonly Consumer[],
  tail: (from: number, through: number, consumer: Consumer) => ReplayedEvents = () => noTail,
) {
  const clock = new VirtualClock();
  const errors: string[] = [];
  const cursors: string[] = [];
  const counted: string[] = [];
  const outbox = new Outbox("room", 0, consumers, new Map(), {
    clock,
    metrics: {
      deliveryFailed: (name) => counted.push(`${name} failed`),
      eventsLost: (name) => counted.push(`${name} lost`),
    },
    journalCursor: ({ consumer, tick, index }) => cursors.push(`${consumer} ${tick}.${index}`),
    readTail: async (after, through, consumer) => tail(after.tick, through, consumer),
    report: (error) => errors.push(error.message),
  });
  return { outbox, clock, errors, cursors, counted };
}

it("stores the cursor of a consumer that wanted nothing of the events before a recovery", async () => {
  const cursors: string[] = [];
  const before = new Map([["quiet", { consumer: "quiet", tick: 10, index: LAST_INDEX }]]);
  const outbox = new Outbox("room", 12, [new Listener("quiet")], before, {
    clock: new VirtualClock(),
    metrics: { deliveryFailed() {}, eventsLost() {} },
    journalCursor: ({ consumer, tick }) => cursors.push(`${consumer} ${tick}`),
    readTail: async () => ({ events: [], through: 12, missed: false }),
    report() {},
  });
  outbox.markDurable(12);
  await outbox.settled();
  outbox.moveIdleCursors();
  outbox.moveIdleCursors();
  expect(cursors).toEqual(["quiet 12"]);
});

const noTail: ReplayedEvents = { events: [], through: 0, missed: false };
const BYTE = Uint8Array.of(1);

describe("an outbox", () => {
  it("D4: delivers nothing that is not durable", async () => {
    const listener = new Listener("a");
    const { outbox, cursors } = boxFor([listener]);
    for (const tick of [1, 1, 2, 3]) outbox.emit(tick, BYTE);
    outbox.markDurable(0);
    await outbox.settled();
    expect(listener.heard).toEqual([]);
    outbox.markDurable(2);
    await outbox.settled();
    expect(listener.heard).toEqual(["1.0", "1.1", "2.0"]);
    expect(cursors).toEqual([`a 2.${LAST_INDEX}`]);
    expect(outbox.buffered).toBe(1);
  });

  it("retries a failing consumer at growing intervals, without delaying others", async () => {
    const [good, bad] = [new Listener("good"), new Listener("bad")];
    bad.failures = 2;
    const { outbox, clock, errors } = boxFor([good, bad]);
    outbox.emit(1, BYTE);
    outbox.markDurable(1);
    await outbox.settled();
    expect([good.heard, bad.heard]).toEqual([["1.0"], []]);
    outbox.emit(2, BYTE);
    outbox.markDurable(2);
    await outbox.settled();
    expect([bad.batches, outbox.lag("bad"), outbox.lag("good")]).toEqual([1, 2, 0]);
    clock.advance(100);
    await outbox.settled();
    clock.advance(199);
    await outbox.settled();
    expect(bad.batches).toBe(2);
    clock.advance(1);
    await outbox.settled();
    expect([good.heard, bad.heard]).toEqual([
      ["1.0", "2.0"],
      ["1.0", "2.0"],
    ]);
    expect(errors).toEqual(["outbox: bad failed at tick 0", "outbox: bad failed at tick 0"]);
    expect(outbox.buffered).toBe(0);
  });

  it("raises an alarm for a consumer that stays away, not for a short absence", async () => {
    const away = new Listener("away");
    away.failures = 7;
    away.failure = new RetryLater("not here");
    const { outbox, clock, errors, counted } = boxFor([away]);
    outbox.emit(1, BYTE);
    outbox.markDurable(1);
    await outbox.settled();
    const alarms: number[] = [];
    while (away.heard.length === 0) {
      alarms.push(errors.length);
      clock.advance(100);
      await outbox.settled();
    }
    expect(away.batches).toBe(8);
    expect(errors).toEqual(["outbox: away failed at tick 0", "outbox: away failed at tick 0"]);
    // 3.1 s: 100 ms, and twice as long each time.
    expect(alarms.lastIndexOf(0)).toBe(30);
    expect(counted).toHaveLength(7);
  });

  it("batches events for a consumer with an interval, and delivers at once when someone waits", async () => {
    const paced = new Listener("paced", undefined, 250);
    const { outbox, clock } = boxFor([paced]);
    const make = async (tick: number) => {
      outbox.emit(tick, BYTE);
      outbox.markDurable(tick);
      await outbox.settled();
    };
    await make(1);
    expect(paced.heard).toEqual(["1.0"]);
    await make(2);
    clock.advance(249);
    await make(3);
    expect([paced.heard, outbox.lag("paced")]).toEqual([["1.0"], 2]);
    clock.advance(1);
    await outbox.settled();
    expect([paced.heard, paced.batches]).toEqual([["1.0", "2.0", "3.0"], 2]);
    await make(4);
    expect(paced.batches).toBe(2);
    expect(await outbox.whenDelivered(4, 1_000)).toEqual([]);
    expect([paced.heard.at(-1), paced.batches]).toEqual(["4.0", 3]);
    // Nothing is due from the pause that was cut short.
    clock.advance(250);
    await make(5);
    expect(paced.heard).toEqual(["1.0", "2.0", "3.0", "4.0", "5.0"]);
  });

  it("D8: keeps a bounded number of events, and reads older ones from the journal", async () => {
    const slow = new Listener("slow");
    slow.failures = 1;
    const all: EmittedEvent[] = [];
    const { outbox, clock, errors } = boxFor([slow], (from, through) => ({
      events: all.filter(({ tick }) => tick > from && tick <= through),
      ...{ through, missed: false },
    }));
    const count = OUTBOX_LIMITS.events + 1_000;
    for (let tick = 1; tick <= count; tick++) {
      outbox.emit(tick, BYTE);
      all.push({ tick, index: 0, bytes: BYTE });
      if (tick === 1) {
        outbox.markDurable(1);
        await outbox.settled();
      }
    }
    expect(outbox.buffered).toBe(OUTBOX_LIMITS.events);
    outbox.markDurable(count);
    clock.advance(100);
    await outbox.settled();
    expect(slow.heard).toEqual(all.map(({ tick }) => `${tick}.0`));
    expect(slow.batches).toBe(
      1 + Math.ceil(1_000 / OUTBOX_LIMITS.batchEvents) + OUTBOX_LIMITS.events / OUTBOX_LIMITS.batchEvents,
    );
    expect(errors).toHaveLength(1);
  });

  it("D8: keeps a bounded number of bytes", () => {
    const { outbox } = boxFor([new Listener("a")]);
    for (let tick = 1; tick <= 9; tick++) outbox.emit(tick, new Uint8Array(OUTBOX_LIMITS.bytes / 4));
    expect(outbox.buffered).toBe(4);
  });

  it("drops and counts events that nobody wants", async () => {
    const listener = new Listener("a", (event) => event === "wanted");
    const { outbox, cursors } = boxFor([listener]);
    for (const [i, event] of ["no", "wanted", "no", "wanted", "no"].entries())
      outbox.emit(1 + (i >> 1), outbox.subscribersOf(event) === 0 ? null : BYTE, outbox.subscribersOf(event));
    expect(outbox.buffered).toBe(2);
    outbox.markDurable(9);
    await outbox.settled();
    expect([listener.heard, cursors]).toEqual([["1.1", "2.1"], [`a 2.${LAST_INDEX}`]]);
    outbox.moveIdleCursors();
    expect(cursors.at(-1)).toBe(`a 9.${LAST_INDEX}`);
  });

  it("delivers to each consumer what it wants, and reads no journal for what only others want", async () => {
    const [odd, even] = [1, 0].map((rest) => new Listener(`${rest}`, (event) => Number(event) % 2 === rest));
    const asked: string[] = [];
    const { outbox } = boxFor([odd, even], (_, through, { name }) => {
      asked.push(name);
      return { events: [], through, missed: false };
    });
    const give = async (...ticks: readonly number[]) => {
      for (const tick of ticks) outbox.emit(tick, BYTE, outbox.subscribersOf(tick));
      outbox.markDurable(ticks[ticks.length - 1]);
      await outbox.settled();
    };
    await give(1, 2, 3, 5, 7);
    expect([odd.heard, even.heard, outbox.buffered]).toEqual([["1.0", "3.0", "5.0", "7.0"], ["2.0"], 0]);
    odd.failures = 1;
    const more = Array.from({ length: OUTBOX_LIMITS.events + 10 }, (_, i) => 9 + 2 * i);
    await give(...more);
    const last = more[more.length - 1];
    expect([outbox.lag("0"), outbox.lag("1") > 0]).toEqual([0, true]);
    await give(last + 1);
    expect([even.heard, asked]).toEqual([["2.0", `${last + 1}.0`], ["1"]]);
  });

  it("reports events that the journal no longer has, and goes on", async () => {
    const listener = new Listener("a");
    const { outbox, errors } = boxFor([listener], (_, through) => ({ events: [], through, missed: true }));
    for (let tick = 1; tick <= OUTBOX_LIMITS.events + 1; tick++) outbox.emit(tick, BYTE);
    outbox.markDurable(OUTBOX_LIMITS.events + 1);
    await outbox.settled();
    expect(errors).toEqual(["outbox: events after tick 0 are lost for a"]);
    expect([listener.heard.length, listener.heard[0]]).toEqual([OUTBOX_LIMITS.events, "2.0"]);
  });
});
