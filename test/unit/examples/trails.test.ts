import { describe, expect, it } from "vitest";
import trails, { ahead, touch } from "../../../examples/trails/rules.ts";
import { type CommandIn, type EventIn, seatCommands, type WorldIn } from "../../../shared/kit/index.ts";

type World = WorldIn<typeof trails>;
type Command = CommandIn<typeof trails>;

const { machine } = trails;
const [EAST, SOUTH, WEST, NORTH] = [0, 1, 2, 3];

function step(world: World, ...commands: Command[]): EventIn<typeof trails>[] {
  const events: EventIn<typeof trails>[] = [];
  machine.step(world, commands, (event) => events.push(event));
  trails.checkWorld(world);
  return events;
}

function steps(world: World, count: number): EventIn<typeof trails>[] {
  return Array.from({ length: count }, () => step(world)).flat();
}

/** A race of so many riders that has just begun, each placed as given. */
function race(...riders: { x: number; y: number; heading: number }[]): World {
  const world = machine.create(1, trails.configOf());
  step(world, ...riders.map((_, seat) => seatCommands.join(seat)));
  while (world.phase !== "race") step(world);
  for (const [seat, rider] of riders.entries()) Object.assign(world.riders[seat], { ...rider, length: 0 });
  world.size = 600;
  return world;
}

const turn = (seat: number, heading: number): Command => ({ type: "turn", seat, heading });
const FAR = { x: 300, y: 500, heading: EAST };

describe("trails", () => {
  it("starts a race of everyone present, with space between them, and ends it when one is left", () => {
    const world = machine.create(1, trails.configOf());
    step(world, seatCommands.join(0), seatCommands.join(3), seatCommands.join(9));
    expect([world.phase, world.round]).toEqual(["ready", 1]);
    const xs = [0, 3, 9].map((seat) => world.riders[seat].x).sort((a, b) => a - b);
    expect(xs).toEqual([30, 210, 390]);
    expect(steps(world, 120)).toEqual([]);
    expect(world.phase).toBe("race");
    // All go straight, round the field, into their own walls.
    expect(
      steps(world, 200)
        .map(({ seat }) => seat)
        .sort((a, b) => a - b),
    ).toEqual([0, 3, 9]);
    expect(world.phase).toBe("over");
    steps(world, 4 * 40);
    expect([world.phase, world.round]).toEqual(["ready", 2]);
  });

  it("ends a race after a minute, for everyone still riding", () => {
    const world = race({ x: 100, y: 100, heading: EAST }, { x: 300, y: 400, heading: EAST });
    // Round in squares, over walls that are taken away.
    for (let i = 0; i < 60 * 40 - 1; i++) {
      world.walls.clear();
      step(world, ...(i % 20 === 19 ? [0, 1].map((seat) => turn(seat, Math.floor(1 + i / 20) % 4)) : []));
    }
    expect(world.phase).toBe("race");
    step(world);
    expect([world.phase, world.riders[0].isAlive, world.riders[1].isAlive]).toEqual(["over", true, true]);
  });

  it("lets a single player practise, and starts over when others join", () => {
    const world = machine.create(1, trails.configOf());
    step(world, seatCommands.join(5));
    steps(world, 130);
    expect([world.phase, world.riders[5].isAlive]).toEqual(["race", true]);
    step(world, seatCommands.join(6));
    expect(world.phase).toBe("over");
    steps(world, 4 * 40);
    expect([world.phase, world.riders[6].isAlive]).toEqual(["ready", true]);
  });

  it("turns riders to the side, unless they just turned, and leaves their walls behind", () => {
    const world = race({ x: 100, y: 100, heading: EAST }, FAR);
    step(world, turn(0, WEST));
    expect(world.riders[0]).toMatchObject({ x: 103, y: 100, heading: EAST, length: 3 });
    step(world, turn(0, SOUTH), turn(0, WEST));
    expect(world.riders[0]).toMatchObject({ x: 103, y: 103, heading: SOUTH, length: 3 });
    expect([...world.walls]).toMatchObject([{ seat: 0, x: 103, y: 100, heading: EAST, length: 3 }]);
    step(world, turn(0, WEST));
    expect([...world.walls].at(-1)).toMatchObject({ x: 103, y: 103, heading: SOUTH, length: 3 });
    expect(steps(world, 20)).toEqual([]);
  });

  it("removes a rider who hits a wall, and its walls, and gives everyone left a point", () => {
    const world = race({ x: 100, y: 100, heading: EAST }, { x: 150, y: 80, heading: NORTH }, FAR);
    world.walls.add({ seat: 1, x: 150, y: 120, heading: SOUTH, length: 40 });
    expect(steps(world, 16)).toEqual([]);
    expect(step(world)).toEqual([{ type: "out", seat: 0 }]);
    expect(world.riders.slice(0, 3).map(({ isAlive, points }) => [isAlive, points])).toEqual([
      [false, 0],
      [true, 1],
      [true, 1],
    ]);
    expect(world.phase).toBe("race");
    step(world, seatCommands.leave(1));
    expect([world.walls.count, world.phase]).toEqual([0, "over"]);
  });

  it.each([
    ["meet head-on", { x: 100, y: 100, heading: EAST }, { x: 145, y: 100, heading: WEST }],
    ["meet head-on, nearer", { x: 100, y: 100, heading: EAST }, { x: 143, y: 100, heading: WEST }],
    ["cross at one point", { x: 100, y: 100, heading: EAST }, { x: 145, y: 145, heading: NORTH }],
    ["meet over the edge", { x: 590, y: 100, heading: EAST }, { x: 30, y: 100, heading: WEST }],
  ])("takes out both who %s, whatever their seats", (_what, one, other) => {
    for (const riders of [
      [one, other, FAR],
      [other, one, FAR],
    ]) {
      const world = race(...riders);
      expect(steps(world, 20).map(({ seat }) => seat)).toEqual([0, 1]);
      expect(world.riders[2].points).toBe(2);
    }
  });

  it("boosts a rider who steers straight ahead, until the next turn or the end of the fuel", () => {
    const world = race({ x: 100, y: 100, heading: EAST }, FAR);
    step(world, turn(0, EAST));
    expect(world.riders[0]).toMatchObject({ x: 106, fuelTicks: 79 });
    steps(world, 2);
    step(world, turn(0, NORTH));
    expect(world.riders[0]).toMatchObject({ x: 118, y: 97, isBoosting: false, fuelTicks: 77 });
    step(world, turn(0, NORTH));
    steps(world, 76);
    expect(world.riders[0]).toMatchObject({ isBoosting: true, fuelTicks: 0 });
    const { y } = world.riders[0];
    step(world);
    expect(world.riders[0].y).toBe(y - 3);
  });

  it("never lets a rider through a wall, at any speed", () => {
    for (let x = 100; x < 106; x++)
      for (const boost of [false, true]) {
        const world = race({ x, y: 100, heading: EAST }, FAR);
        world.walls.add({ seat: 1, x: 150, y: 120, heading: SOUTH, length: 40 });
        if (boost) step(world, turn(0, EAST));
        steps(world, 20);
        expect(world.riders[0].isAlive).toBe(false);
      }
  });

  it("publishes nothing for riders who go straight on", () => {
    const world = race({ x: 100, y: 100, heading: EAST }, FAR);
    steps(world, 2);
    const at = () => trails.publishedRows(world, "riders").map((row) => row?.at);
    const before = at();
    steps(world, 100);
    expect(at()).toEqual(before);
    step(world, turn(0, NORTH));
    steps(world, 2);
    expect(at().filter((tick, seat) => tick !== before[seat])).toHaveLength(1);
  });
});

describe("touching walls", () => {
  const wall = (x: number, y: number, heading: number, length: number) => ({ x, y, heading, length });

  /** All points of a wall on a field. */
  function points({ x, y, heading, length }: ReturnType<typeof wall>, size: number): Set<string> {
    const back = ahead({ x, y, heading: (heading + 2) % 4, length: 0, isBoosting: false, fuelTicks: 0 }, 0, size);
    const [dx, dy] = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ][back.heading];
    const at = (n: number) => ((n % size) + size) % size;
    return new Set(Array.from({ length: length + 1 }, (_, i) => `${at(x + dx * i)},${at(y + dy * i)}`));
  }

  it("means to share a point, also across the edges", () => {
    const size = 7;
    let touching = 0;
    for (const h of [0, 1, 2, 3])
      for (const length of [0, 2, 5])
        for (let x = 0; x < size; x++)
          for (let y = 0; y < size; y++) {
            const [a, b] = [wall(3, 2, 1, 3), wall(x, y, h, length)];
            const isCommon = [...points(a, size)].some((point) => points(b, size).has(point));
            expect(touch(a, b, size), JSON.stringify(b)).toBe(isCommon);
            if (isCommon) touching++;
          }
    expect(touching).toBeGreaterThan(100);
  });
});
