import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RetryLater } from "../../server/outbox/index.ts";
import { ExternalCommands } from "../../server/runtime/external-commands.ts";
import { Inbox } from "../../server/runtime/inbox.ts";
import { NO_METRICS } from "../../server/runtime/metrics.ts";
import { OUTBOX_LIMITS, ROOM_LIMITS } from "../../shared/wire/limits.ts";

interface Order {
  readonly kind: "hold" | "once";
  /** Numbers of the orders that went into this one. */
  readonly of: readonly number[];
}

const merge = (previous: Order, next: Order): Order | null =>
  previous.kind === "hold" && next.kind === "hold" ? { kind: "hold", of: [...previous.of, ...next.of] } : null;

const { leadTicks, commandsPerTick } = ROOM_LIMITS;

describe("the inbox", () => {
  it("D8: keeps so many commands of one seat for one tick as do not merge, and no more", () => {
    let dropped = 0;
    const inbox = new Inbox<Order>(2, 1, merge, () => dropped++, new ExternalCommands(null, NO_METRICS));
    for (let i = 0; i < 10; i++) inbox.put(0, 1, { kind: "once", of: [i] });
    inbox.put(1, 1, { kind: "once", of: [10] });
    expect(inbox.take().flatMap(({ of }) => of)).toEqual([0, 1, 2, 3, 10]);
    expect(dropped).toBe(10 - commandsPerTick);
    expect(inbox.waiting).toBe(0);
  });

  it("every command enters the tick it was meant for, or the nearest that can be, exactly once or not at all", () => {
    const seats = 3;
    const action = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ seat: fc.nat(seats - 1), ahead: fc.integer({ min: -90, max: 90 }), once: fc.boolean() }),
      },
      { weight: 3, arbitrary: fc.constant("tick" as const) },
      { weight: 1, arbitrary: fc.nat(seats - 1) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const dropped: number[] = [];
        let number = 0;
        const inbox = new Inbox<Order>(
          seats,
          1,
          merge,
          () => dropped.push(number),
          new ExternalCommands(null, NO_METRICS),
        );
        let tick = 1;
        /** By number of the order: the tick that must take it, and its seat. */
        const due = new Map<number, { tick: number; seat: number }>();
        const take = () => {
          const perSeat = new Array<number>(seats).fill(0);
          for (const { of } of inbox.take()) {
            const orders = of.map((one) => due.get(one));
            for (const one of of) due.delete(one);
            for (const order of orders) expect(order).toEqual({ tick, seat: orders[0]?.seat });
            perSeat[orders[0]?.seat ?? 0]++;
          }
          expect(Math.max(...perSeat)).toBeLessThanOrEqual(commandsPerTick);
          tick++;
        };
        for (const one of actions) {
          if (one === "tick") take();
          else if (typeof one === "number") {
            inbox.dropSeat(one);
            for (const [order, { seat }] of due) if (seat === one) due.delete(order);
          } else {
            const { seat, ahead, once } = one;
            number++;
            const before = dropped.length;
            inbox.put(seat, tick + ahead, { kind: once ? "once" : "hold", of: [number] });
            if (dropped.length === before)
              due.set(number, { tick: tick + Math.min(Math.max(ahead, 0), leadTicks), seat });
          }
        }
        for (let i = 0; i <= leadTicks; i++) take();
        expect([...due]).toEqual([]);
        expect(inbox.waiting).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("commands of other rooms and services", () => {
  const id = (room: string, tick: number, index = 0) => ({ room, tick, index });
  const once = (number: number): Order => ({ kind: "once", of: [number] });

  function start(saved: Uint8Array | null = null) {
    const counted = { refused: 0, forgotten: 0 };
    const sources = new ExternalCommands(saved, {
      externalRefused: () => counted.refused++,
      sourceForgotten: () => counted.forgotten++,
    });
    const inbox = new Inbox<Order>(1, 1, merge, () => {}, sources);
    const numbers = () => inbox.take().flatMap(({ of }) => of);
    return { sources, inbox, counted, numbers };
  }

  it("enter the next tick once, however often they come, and are kept when that tick is durable", async () => {
    const { sources, inbox, numbers } = start();
    const kept: string[] = [];
    const put = (at: string, room: string, tick: number) =>
      void inbox.putExternal(id(room, tick), once(tick)).then(() => kept.push(at));
    put("first", "a", 5);
    put("again", "a", 5);
    put("older", "a", 4);
    put("other", "b", 4);
    expect(numbers()).toEqual([5, 4]);
    put("while it is not kept", "a", 5);
    sources.markDurable(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect([kept, sources.hasUndurable]).toEqual([[], true]);
    sources.markDurable(1);
    put("afterwards", "a", 5);
    await new Promise((resolve) => setImmediate(resolve));
    expect(kept.toSorted()).toEqual(["afterwards", "again", "first", "older", "other", "while it is not kept"]);
    expect([numbers(), sources.hasUndurable]).toEqual([[], false]);
  });

  it("are new after a crash if no tick took them", () => {
    const { sources, inbox, numbers } = start();
    void inbox.putExternal(id("a", 1), once(1));
    expect(numbers()).toEqual([1]);
    void inbox.putExternal(id("a", 2), once(2)).catch(() => {});
    const later = start(sources.save());
    for (const tick of [1, 2]) void later.inbox.putExternal(id("a", tick), once(tick));
    expect(later.numbers()).toEqual([2]);
  });

  it("have to come again if the room ends before they are kept, and none is taken then", async () => {
    const { sources, inbox } = start();
    const taken = inbox.putExternal(id("a", 1), once(1));
    inbox.take();
    const waiting = inbox.putExternal(id("a", 2), once(2));
    sources.end();
    await expect(taken).rejects.toThrow(RetryLater);
    await expect(waiting).rejects.toThrow(RetryLater);
    await expect(inbox.putExternal(id("a", 3), once(3))).rejects.toThrow("the room is over");
  });

  it("D8: are so many for one tick, and what comes then is taken when it comes again", async () => {
    const { inbox, counted, numbers } = start();
    const most = OUTBOX_LIMITS.commandsPerTick;
    const puts = Array.from({ length: most + 2 }, (_, i) => inbox.putExternal(id("a", i), once(i)).catch(() => i));
    expect(await Promise.all(puts.slice(most))).toEqual([most, most + 1]);
    expect(counted.refused).toBe(2);
    expect(numbers()).toHaveLength(most);
    void inbox.putExternal(id("a", most), once(most));
    expect(numbers()).toEqual([most]);
  });

  it("D8: are told apart for so many sources", () => {
    const { inbox, counted } = start();
    for (let i = 0; i <= OUTBOX_LIMITS.sources; i++) {
      void inbox.putExternal(id(`room ${i}`, 1), once(i));
      inbox.take();
    }
    expect(counted.forgotten).toBe(1);
  });

  it.each([
    ["a name too long", id("é".repeat(65), 1)],
    ["half a tick", id("a", 0.5)],
    ["an index below 0", id("a", 1, -1)],
  ])("are refused with %s", async (_what, bad) => {
    await expect(start().inbox.putExternal(bad, once(1))).rejects.toThrow(RangeError);
  });
});
