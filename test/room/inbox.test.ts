import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Inbox } from "../../server/clockwork/inbox.ts";
import { NO_METRICS } from "../../server/clockwork/metrics.ts";
import { Sources } from "../../server/clockwork/sources.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";

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
    const inbox = new Inbox<Order>(2, 1, merge, () => dropped++, new Sources(null, NO_METRICS));
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
        const inbox = new Inbox<Order>(seats, 1, merge, () => dropped.push(number), new Sources(null, NO_METRICS));
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
            inbox.forget(one);
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
