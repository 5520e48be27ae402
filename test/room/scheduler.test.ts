import { describe, expect, it } from "vitest";
import { NO_METRICS } from "../../server/runtime/metrics.ts";
import { type LoopMonitor, type ScheduledRoom, Scheduler } from "../../server/runtime/scheduler.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { VirtualClock } from "../harness/virtual-clock.ts";

class Work implements ScheduledRoom {
  isAsleep = false;
  ticks = 0;
  dueMs: number[] = [];
  error: unknown = null;
  onTick: () => void = () => {};

  constructor(
    readonly tickHz: number,
    readonly longEveryTicks = 1,
    public ticksUntilRun = 1,
  ) {}

  get ticksToLongTick(): number {
    return this.longEveryTicks - 1 - (this.ticks % this.longEveryTicks);
  }

  run(dueMs: number, ticks: number): void {
    this.ticks += ticks;
    this.dueMs.push(dueMs);
    this.onTick();
  }

  failed(error: unknown): void {
    this.error = error;
  }
}

function bench(startPulse?: () => LoopMonitor) {
  const clock = new VirtualClock();
  const late: number[] = [];
  let skipped = 0;
  const scheduler = new Scheduler(
    clock,
    { ...NO_METRICS, late: (seconds) => late.push(seconds * 1000), skipped: (ticks) => (skipped += ticks) },
    startPulse,
  );
  return { clock, scheduler, late, skipped: () => skipped };
}

describe("the scheduler", () => {
  it("makes exactly as many ticks as time allows, however unevenly the timer fires", () => {
    const { clock, scheduler } = bench();
    const work = new Work(60);
    scheduler.add(work);
    for (let i = 0; i < 1000; i++) {
      clock.stall((i * 7) % 23);
      clock.advance((i * 5) % 11);
    }
    clock.advance(200);
    expect(work.ticks).toBe(Math.floor((clock.nowMs() * 60) / 1000));
    for (const [i, dueMs] of work.dueMs.entries()) expect(dueMs).toBeCloseTo(((i + 1) * 1000) / 60, 6);
  });

  it("wakes for a room no sooner than it has something to do, and then makes up for the ticks between", () => {
    const { clock, scheduler, late } = bench();
    const work = new Work(50, 3, 3);
    scheduler.add(work);
    clock.advance(600);
    expect(work.ticks).toBe(30);
    expect(late).toHaveLength(10);
    work.ticksUntilRun = 1;
    clock.advance(120);
    expect(work.ticks).toBe(36);
    expect(late).toHaveLength(14);
    clock.stall(150);
    clock.advance(0);
    expect(work.ticks).toBe(Math.floor(clock.nowMs() / 20));
  });

  it("drives all rooms with one timer", () => {
    const { clock, scheduler } = bench();
    const works = [60, 60, 30, 20].map((hz) => new Work(hz));
    for (const work of works) {
      scheduler.add(work);
      clock.advance(3);
      expect(clock.timers).toBe(1);
    }
    clock.advance(10_000);
    expect(clock.timers).toBe(1);
    expect(works.map(({ ticks }) => Math.round(ticks / 10))).toEqual([60, 60, 30, 20]);
  });

  it("spreads many rooms over a tick, evenly, and gives a freed place to the next room", () => {
    const { clock, scheduler } = bench();
    const works = Array.from({ length: 100 }, () => new Work(50));
    const slots = works.map((work) => scheduler.add(work));
    clock.advance(1_000);
    const perMoment = () => {
      const moments = new Map<number, number>();
      for (const { dueMs } of works) {
        const into = Math.round((dueMs[dueMs.length - 1] % 20) * 1_000);
        moments.set(into, (moments.get(into) ?? 0) + 1);
      }
      return [...moments.values()];
    };
    expect(perMoment()).toHaveLength(8);
    expect(Math.max(...perMoment())).toBe(13);
    expect(works.every(({ ticks }) => ticks === 50 || ticks === 49)).toBe(true);
    slots[1].remove();
    works[1] = new Work(50);
    scheduler.add(works[1]);
    clock.advance(100);
    expect(Math.max(...perMoment())).toBe(13);
  });

  it("spreads the long ticks of rooms that begin together, and wake together, over the ticks between them", () => {
    const { clock, scheduler } = bench();
    const works = Array.from({ length: 48 }, () => new Work(50, 3));
    const slots = works.map((work) => scheduler.add(work));
    const long = new Map<number, number>();
    for (const work of works)
      work.onTick = () => {
        if (work.ticks % 3 !== 0) return;
        const moment = Math.round(clock.nowMs() * 1_000);
        long.set(moment, (long.get(moment) ?? 0) + 1);
      };
    clock.advance(1_000);
    expect(Math.max(...long.values())).toBe(2);
    for (const work of works) work.isAsleep = true;
    clock.advance(20);
    for (const work of works) work.isAsleep = false;
    long.clear();
    for (const slot of slots) slot.wake();
    clock.advance(1_000);
    expect(Math.max(...long.values())).toBe(2);
    expect(new Set(works.map(({ ticks }) => ticks)).size).toBeLessThanOrEqual(4);
  });

  it("makes the short ticks that are due before the long ones", () => {
    const { clock, scheduler } = bench();
    const order: string[] = [];
    // The same moment for all: the ninth room shares the first one's.
    const works = Array.from({ length: 17 }, () => new Work(50, 2));
    for (const [i, work] of works.entries()) {
      scheduler.add(work);
      if (i % 8 === 0) work.onTick = () => order.push(work.ticks % 2 === 0 ? "long" : "short");
    }
    // At once, and after time that was given up: an even and an odd number of ticks.
    for (const stallMs of [0, 1_020, 1_040]) {
      clock.stall(stallMs);
      clock.advance(20);
      order.length = 0;
      clock.advance(20);
      expect(order.toSorted().reverse()).toEqual(order);
      expect(new Set(order)).toEqual(new Set(["short", "long"]));
    }
  });

  it("a room that is far behind makes its ticks between those of others, not before them", () => {
    const { clock, scheduler } = bench();
    const late: number[] = [];
    const [slow, quick] = [new Work(50), new Work(50)];
    slow.onTick = () => clock.stall(9);
    quick.onTick = () => late.push(clock.nowMs() - quick.dueMs[quick.dueMs.length - 1]);
    for (const work of [slow, quick]) scheduler.add(work);
    clock.advance(20);
    slow.onTick = () => clock.stall(60);
    clock.advance(20);
    slow.onTick = () => clock.stall(9);
    late.length = 0;
    clock.advance(400);
    expect(Math.max(...late.slice(4))).toBeLessThan(20);
  });

  it("catches up a short stall in bursts, losing no tick", () => {
    const { clock, scheduler, skipped } = bench();
    const work = new Work(60);
    scheduler.add(work);
    clock.stall(ROOM_LIMITS.backlogMs - 1);
    const runs: number[] = [];
    for (let before = 0; work.ticks > before || before === 0; ) {
      before = work.ticks;
      clock.advance(0);
      runs.push(work.ticks - before);
    }
    expect(Math.max(...runs)).toBeGreaterThan(ROOM_LIMITS.burstRuns);
    expect(work.ticks).toBe(Math.floor((clock.nowMs() * 60) / 1000));
    expect(skipped()).toBe(0);
  });

  it("D8: rooms that are late take turns", () => {
    const { clock, scheduler } = bench();
    const order: string[] = [];
    for (const name of ["a", "b"]) {
      const work = new Work(60);
      work.onTick = () => order.push(name);
      scheduler.add(work);
    }
    clock.stall(200);
    clock.advance(0);
    const { burstRuns } = ROOM_LIMITS;
    expect(order.slice(0, 2 * burstRuns).join("")).toBe("ab".repeat(burstRuns));
  });

  it("lets time pass that no room could make up, and counts it", () => {
    const { clock, scheduler, skipped } = bench();
    const work = new Work(60);
    scheduler.add(work);
    clock.stall(10_000);
    clock.advance(100);
    expect(work.ticks + skipped()).toBe(Math.floor((clock.nowMs() * 60) / 1000));
    expect(skipped()).toBeGreaterThan(560);
  });

  it("measures how late each tick began", () => {
    const { clock, scheduler, late } = bench();
    scheduler.add(new Work(50));
    clock.advance(20);
    clock.stall(25);
    clock.advance(15);
    expect(late.map(Math.round)).toEqual([0, 5, 0]);
  });

  it("takes a room out whose tick throws, tells it, and goes on with the others", () => {
    const { clock, scheduler } = bench();
    const [bad, good] = [new Work(60), new Work(60)];
    const fault = new Error("fault");
    bad.onTick = () => {
      throw fault;
    };
    scheduler.add(bad);
    scheduler.add(good);
    clock.advance(1001);
    expect([bad.ticks, bad.error, good.ticks]).toEqual([1, fault, 60]);
  });

  it("lets a room sleep that is asleep when it is added", () => {
    const { clock, scheduler } = bench();
    const work = new Work(50);
    work.isAsleep = true;
    const slot = scheduler.add(work);
    expect(clock.timers).toBe(0);
    clock.advance(100);
    expect(work.ticks).toBe(0);
    work.isAsleep = false;
    slot.wake();
    clock.advance(100);
    expect(work.ticks).toBe(5);
  });

  it("has a pulse while a room is awake, and says how far it is behind", () => {
    const pulses: (number | "end")[] = [];
    const { clock, scheduler } = bench(() => ({
      beat: (_nowMs, behindMs) => pulses.push(Math.round(behindMs)),
      end: () => pulses.push("end"),
    }));
    const work = new Work(50);
    const slot = scheduler.add(work);
    clock.advance(20);
    clock.stall(90);
    work.isAsleep = true;
    clock.advance(0);
    expect(pulses).toEqual([0, 70, "end"]);
    pulses.length = 0;
    work.isAsleep = false;
    slot.wake();
    clock.advance(20);
    expect(pulses).toEqual([0]);
    slot.remove();
    expect(pulses).toEqual([0, "end"]);
    expect(clock.timers).toBe(0);
  });
});
