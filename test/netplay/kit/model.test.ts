import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GameView } from "../../../client/kit/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
import { type KitClient, KitLab } from "../../harness/kit-lab.ts";
import { type LinkProfile, PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { race } from "../../room/kit/race.ts";
import { EPSILON, type KartsWorld, karts, MOST_CHANGE } from "./karts.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

type Karts = typeof karts;
type Kart = Readonly<Record<"x" | "y", number>>;

const SETTLE_MS = 4_000;
/** Of one's own row at p99, units of its columns. */
const MOST_CORRECTION = 1;

/** Karts by tick, as the server had them. */
class Truth {
  readonly #ticks: Kart[][] = [];

  record({ tick, karts: rows }: KartsWorld): void {
    this.#ticks[tick] = rows.map(({ x, y }) => ({ x, y }));
  }

  at(tick: number): readonly Kart[] | undefined {
    return this.#ticks[tick];
  }
}

/** Changes its mind a few times a second. */
function wander(seed: number): KitClient<Karts>["play"] {
  const random = createRandom(seed);
  return () => {
    if (nextBelow(random, 15) > 0) return null;
    const choice = nextBelow(random, 10);
    if (choice === 0) return { type: "mark" };
    return choice < 4 ? { type: "drive", on: choice > 1 } : { type: "steer", way: nextBelow(random, 8) };
  };
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

interface Shown {
  readonly seat: number;
  readonly tick: number;
  /** How far it was ahead of the newest patch. */
  readonly aheadTicks: number;
  readonly rows: GameView<Karts>["rows"]["karts"];
}

/** The farthest that others may be off: ε at the patch, and then what they can have done since. */
const mostOff = (aheadTicks: number) =>
  EPSILON.position + EPSILON.speed * aheadTicks + (MOST_CHANGE * aheadTicks * (aheadTicks + 1)) / 2;

async function drive(profile: LinkProfile, seed: number, clients = 4, seconds = 40) {
  const truth = new Truth();
  const lab = await KitLab.open(karts, seed, (world) => truth.record(world));
  const shown: Shown[] = [];
  const drivers: KitClient<Karts>[] = [];
  for (let i = 0; i < clients; i++) {
    const driver = await lab.join(profile, seed * 100 + i);
    driver.play = wander(seed * 100 + i);
    drivers.push(driver);
  }
  await lab.play(SETTLE_MS);
  const before = drivers.map(({ model }) => model.corrections.total);
  for (const driver of drivers)
    driver.seen = ({ tick, seat, rows }) => {
      const whole = Math.floor(tick);
      shown.push({ seat, tick: whole, aheadTicks: Math.max(0, whole - driver.model.patchTick), rows: rows.karts });
    };
  await lab.play(seconds * 1_000);
  // The server comes to the ticks that were shown.
  await lab.play(1_000);
  const corrections = drivers.flatMap(({ model }, i) => model.corrections.newest(model.corrections.total - before[i]));
  return { lab, drivers, truth, shown, corrections };
}

describe("the kit's model", () => {
  for (const name of ["good", "typical", "bad"] as const)
    it(`predicts one's own rows and continues others' on a ${name} network`, async () => {
      const { lab, drivers, truth, shown, corrections } = await drive(PROFILES[name], 3);
      expect(lab.bench.reports).toEqual([]);
      expect(drivers.map(({ model }) => model.predictionFault)).toEqual(drivers.map(() => null));
      expect(corrections.length).toBeGreaterThan(1_500);
      expect(quantile(corrections, 0.99), `corrections on ${name}`).toBeLessThanOrEqual(MOST_CORRECTION);
      expect(drivers.map(({ desyncs }) => desyncs)).toEqual(drivers.map(() => 0));
      expect(Math.min(...drivers.map(({ checks }) => checks))).toBeGreaterThan(20);
      let [compared, moved] = [0, 0];
      const own: number[] = [];
      for (const { seat, tick, aheadTicks, rows } of shown) {
        const was = truth.at(tick);
        if (was === undefined) continue;
        for (const { id, x, y, isOwn } of rows) {
          const off = Math.max(Math.abs(x - was[id].x), Math.abs(y - was[id].y));
          expect(isOwn).toBe(id === seat);
          if (isOwn) own.push(off);
          else {
            compared++;
            if (off > 0) moved++;
            expect(off, `seat ${id} at tick ${tick}, ${aheadTicks} ahead`).toBeLessThanOrEqual(mostOff(aheadTicks));
          }
        }
      }
      expect([compared > 10_000, moved > 1_000]).toEqual([true, true]);
      expect(quantile(own, 0.95)).toBeLessThanOrEqual(MOST_CORRECTION);
      await lab.close();
    });

  it("answers a command in the next frame, and again when it comes between frames", async () => {
    const lab = await KitLab.open(karts, 5);
    const driver = await lab.join(PROFILES.typical, 7);
    await lab.play(SETTLE_MS);
    const speeds: number[] = [];
    driver.play = () => ({ type: "drive", on: true });
    driver.seen = ({ rows, seat }) => speeds.push(rows.karts[seat].vx);
    await lab.play(100);
    expect(speeds[0]).toBe(0);
    expect(speeds.slice(1, 5).every((speed, i) => speed >= 20 * (i > 0 ? 1 : 0))).toBe(true);
    expect(speeds.indexOf(20)).toBeLessThanOrEqual(2);
    await lab.close();
  });

  it("takes −0 of a page as 0, where it predicts and on the server", async () => {
    const lab = await KitLab.open(karts, 5);
    const driver = await lab.join(PROFILES.good, 7);
    await lab.play(SETTLE_MS);
    driver.play = () => ({ type: "steer", way: -0 });
    const shown: (number | undefined)[] = [];
    driver.seen = ({ rows, seat }) => shown.push(rows.karts[seat].way);
    await lab.play(500);
    const { seat } = driver.view;
    expect(shown.length).toBeGreaterThan(10);
    expect([...shown, lab.world.karts[seat].way].filter((way) => !Object.is(way, 0))).toEqual([]);
    await lab.close();
  });

  it("shows nothing of others' own columns, and one's own at once", async () => {
    const { lab, drivers } = await drive(PROFILES.good, 9, 2, 2);
    for (const { view } of drivers)
      for (const { isOwn, way, throttle } of view.rows.karts)
        expect([typeof way, typeof throttle]).toEqual(isOwn ? ["number", "boolean"] : ["undefined", "undefined"]);
    await lab.close();
  });

  it("gives events once each, in order, and rows that others add", async () => {
    const lab = await KitLab.open(karts, 5);
    const [one, other] = [await lab.join(PROFILES.typical, 1), await lab.join(PROFILES.typical, 2)];
    await lab.play(SETTLE_MS);
    const events: unknown[] = [];
    other.seen = (view) => events.push(...view.events);
    let marks = 0;
    one.play = () => (marks++ < 5 ? { type: "mark" } : null);
    await lab.play(1_000);
    expect(events).toEqual(Array.from({ length: 5 }, () => ({ type: "marked", seat: one.model.seat })));
    expect(other.view.world.marked).toBe(5);
    expect(other.view.rows.marks.map(({ id, seat, isOwn }) => [id, seat, isOwn])).toEqual(
      [1, 2, 3, 4, 5].map((id) => [id, one.model.seat, false]),
    );
    expect(one.view.rows.marks.every(({ isOwn }) => isOwn)).toBe(true);
    await lab.close();
  });

  it("is as before after a lost connection, and for those who join late", async () => {
    const { lab, drivers, truth } = await drive(PROFILES.typical, 4, 3, 5);
    const [lost] = drivers;
    const { seat } = lost.model;
    lost.link.drop(500);
    await lab.play(100);
    expect(lost.view.net.state).toBe("reconnecting");
    await lab.play(4_000);
    const late = await lab.join(PROFILES.typical, 99);
    late.play = wander(99);
    await lab.play(SETTLE_MS);
    expect([lost.view.net.state, lost.model.seat]).toEqual(["live", seat]);
    const shown: Shown[] = [];
    for (const driver of [lost, late])
      driver.seen = ({ tick, seat: own, rows }) =>
        shown.push({ seat: own, tick: Math.floor(tick), aheadTicks: 0, rows: rows.karts });
    const before = [lost, late].map(({ model }) => model.corrections.total);
    await lab.play(10_000);
    const corrections = [lost, late].flatMap(({ model }, i) =>
      model.corrections.newest(model.corrections.total - before[i]),
    );
    expect(quantile(corrections, 0.99)).toBeLessThanOrEqual(1);
    const off = shown.flatMap(({ seat: own, tick, rows }) => {
      const was = truth.at(tick);
      return was === undefined ? [] : [Math.abs(rows[own].x - was[own].x)];
    });
    expect(off.length).toBeGreaterThan(1_000);
    expect(quantile(off, 0.95)).toBeLessThanOrEqual(1);
    expect(late.view.rows.karts).toHaveLength(6);
    expect(late.view.seats.map(({ status }) => status)).toEqual(["here", "here", "here", "here", "empty", "empty"]);
    expect([...drivers, late].map(({ desyncs }) => desyncs)).toEqual([0, 0, 0, 0]);
    await lab.close();
  });

  it("predicts what is known of a game with secrets, and gives each their own cards and events", async () => {
    const lab = await KitLab.open(race, 5);
    const [one, other] = [await lab.join(PROFILES.typical, 1), await lab.join(PROFILES.typical, 2)];
    await lab.play(SETTLE_MS);
    const dealt: number[][] = [[], []];
    for (const [i, client] of [one, other].entries())
      client.seen = ({ events }) => {
        for (const event of events) if (event.type === "dealt") dealt[i].push(event.seat);
      };
    one.model.send({ type: "speed", speed: 7 });
    await lab.play(40);
    expect(one.view.rows.racers[one.model.seat].speed).toBe(7);
    expect(other.view.rows.racers[one.model.seat].speed).toBe(0);
    one.model.send({ type: "deal" });
    await lab.play(1_000);
    expect(dealt).toEqual([[one.model.seat], [other.model.seat]]);
    for (const { view, model } of [one, other]) {
      expect(view.world.phase).toBe("racing");
      expect(view.rows.cards.map(({ seat, isOwn, value }) => [isOwn, typeof value, seat])).toEqual(
        [one, other].map(({ model: { seat } }) => [
          seat === model.seat,
          seat === model.seat ? "number" : "undefined",
          seat,
        ]),
      );
    }
    const before = one.model.corrections.total;
    await lab.play(2_000);
    expect(Math.max(...one.model.corrections.newest(one.model.corrections.total - before))).toBe(0);
    expect([one, other].map(({ desyncs, model }) => [desyncs, model.predictionFault])).toEqual([
      [0, null],
      [0, null],
    ]);
    await lab.close();
  });

  it("D8: keeps a bounded number of events while nobody looks, and sends no more commands a tick than a room takes", async () => {
    const lab = await KitLab.open(karts, 5);
    const [one, other] = [await lab.join(PROFILES.good, 1), await lab.join(PROFILES.good, 2)];
    await lab.play(SETTLE_MS);
    const view = other.model.view.bind(other.model);
    const seen = other.view;
    other.model.view = () => seen;
    one.play = () => ({ type: "mark" });
    await lab.play(8_000);
    expect(view().events.length).toBe(256);
    one.play = () => null;
    await lab.play(1_000);
    const { marked } = one.view.world;
    for (let i = 0; i < 50; i++) one.model.send({ type: "mark" });
    await lab.play(3_000);
    expect(one.view.world.marked - marked).toBe(50);
    for (let i = 0; i < 500; i++) one.model.send({ type: "mark" });
    await lab.play(3_000);
    expect(one.view.world.marked - marked - 50).toBe(30 * ROOM_LIMITS.commandsPerTick);
    await lab.close();
  });

  it("goes on by the continuation where the rules cannot be predicted", async () => {
    const broken = {
      ...karts,
      predict() {
        throw new Error("no deck");
      },
    };
    const lab = await KitLab.open(broken, 5);
    const driver = await lab.join(PROFILES.good, 7);
    driver.play = () => ({ type: "drive", on: true });
    await lab.play(SETTLE_MS);
    expect(driver.model.predictionFault).toEqual(new Error("no deck"));
    const { x, isOwn } = driver.view.rows.karts[driver.model.seat];
    expect(isOwn).toBe(true);
    expect(x).toBeGreaterThan(30_000);
    await lab.close();
  });
});
