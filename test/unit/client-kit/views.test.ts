import { describe, expect, it } from "vitest";
import { between, betweenWrapped, rowsBetween, viewOfWorld } from "../../../client/kit/index.ts";
import { race } from "../../room/kit/race.ts";

describe("a view of a whole world", () => {
  const world = race.machine.create(1, race.configOf({ goal: 100 }));
  race.machine.step(world, [{ type: "join", seat: 1, holder: 5 }], () => {});
  race.machine.step(world, [{ type: "speed", seat: 1, speed: 4 }], () => {});
  world.cards.add({ seat: 1, value: 7, mark: "bent" });
  world.racers[1].plan = "hidden";

  it("D12: has the public columns only", () => {
    const view = viewOfWorld(race, world, { share: 0.5, names: ["", "Ada"] });
    expect(view).toMatchObject({ tick: 2.5, seat: -1, config: { goal: 100 } });
    expect(view.world).toEqual({ phase: "waiting", words: [], distance: 0 });
    expect(view.seats[1]).toEqual({ status: "here", name: "Ada" });
    expect(view.rows.racers[1]).toEqual({ id: 1, isOwn: false, x: 4, speed: 4, wish: undefined, plan: undefined });
    expect(view.rows.cards).toEqual([{ id: 1, isOwn: false, seat: 1, isOpen: false, value: undefined }]);
    expect(view.rows.debts).toEqual([]);
    expect(JSON.stringify(view)).not.toMatch(/hidden|bent/);
  });

  it("continues what it shows to the next tick", () => {
    const view = viewOfWorld(race, world);
    expect(view.next("racers", 1)?.x).toBe(8);
    expect(view.next("cards", 1)?.seat).toBe(1);
    expect([view.next("racers", 9), view.next("cards", 9)]).toEqual([null, null]);
    const { x } = view.rows.racers[1];
    race.machine.step(world, [], () => {});
    expect([x, viewOfWorld(race, world).rows.racers[1].x]).toEqual([4, 8]);
  });
});

it("counts whole seconds to a tick, from the one that is shown", () => {
  const world = race.machine.create(1, race.configOf());
  const { secondsTo } = viewOfWorld(race, world, { share: 0.5 });
  const { tickHz } = race.definition;
  expect([-5, 0, 1, tickHz, tickHz + 1, 3 * tickHz].map(secondsTo)).toEqual([0, 0, 1, 1, 2, 3]);
});

describe("drawing between two ticks", () => {
  it("interpolates straight, or the short way round", () => {
    expect([between(10, 20, 0), between(10, 20, 0.25), between(10, 20, 1)]).toEqual([10, 12.5, 20]);
    expect(betweenWrapped(98, 2, 0.25, 100)).toBe(99);
    expect(betweenWrapped(98, 2, 0.75, 100)).toBe(1);
    expect(betweenWrapped(2, 98, 0.75, 100)).toBe(99);
    expect(betweenWrapped(40, 50, 0.5, 100)).toBe(45);
  });

  it("gives a table's rows on their way to the next tick, straight or the short way round, and leaves the rest", () => {
    const world = race.machine.create(1, race.configOf({ goal: 100 }));
    race.machine.step(world, [{ type: "join", seat: 1 }], () => {});
    race.machine.step(world, [{ type: "speed", seat: 1, speed: 4 }], () => {});
    const view = viewOfWorld(race, world, { share: 0.25 });
    const [, racer] = view.rows.racers;
    expect([racer.x, view.next("racers", 1)?.x]).toEqual([4, 8]);
    expect(rowsBetween(view, "racers", ["x"])[1]).toEqual({ ...racer, x: 5 });
    expect(rowsBetween(view, "racers", [])).toEqual(view.rows.racers);
    // Back by 1 of 5 is nearer than on by 4.
    expect(rowsBetween(view, "racers", ["x"], 5)[1].x).toBe(3.75);
  });
});
