import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineRules, flag, int, list, perSeat, record, rows, text, type WorldIn } from "../../../shared/kit/index.ts";

const EPSILON = { x: 5, y: 2 };
const WIDE = 1_000_000;
const columns = {
  x: int(-WIDE, WIDE).public(),
  y: int(-WIDE, WIDE).public(),
  dx: int(-9, 9).public(),
  name: text(8).public(),
  fuel: int(0, 99),
};
interface Moving {
  x: number;
  y: number;
  dx: number;
  name: string;
  fuel: number;
}
/** A change of one of the rows, or of their number, within a tick. */
interface Push {
  readonly at: number;
  readonly column: keyof Moving | "new" | "gone" | "replaced";
  readonly by: number;
}

/** Bodies that drift by `dx`, as clients expect, and are pushed, as they do not. */
const bodies = defineRules({
  id: "bodies",
  version: 1,
  tickHz: 60,
  seats: 3,
  config: { speed: int(1, 3, 1) },
  world: { ships: perSeat(columns), rocks: rows(4, columns), halted: flag().public() },
  tick({ world, config }) {
    for (const row of [...world.ships, ...world.rocks]) row.x += world.halted ? 0 : row.dx * config.speed;
  },
  continued: {
    ships: { epsilon: EPSILON, continue: drift },
    rocks: { epsilon: EPSILON, continue: drift },
  },
});
type World = WorldIn<typeof bodies>;
type Table = "ships" | "rocks";
const { machine } = bodies;

interface Scene {
  readonly config: { readonly speed: number };
  readonly halted: boolean;
}

function drift(
  row: { readonly x: number; readonly dx: number },
  ticks: number,
  { config, halted }: Scene,
): { x: number } {
  return { x: row.x + (halted ? 0 : row.dx * config.speed * ticks) };
}

function act(world: World, { at, column, by }: Push): void {
  const rocks = [...world.rocks];
  const rock = rocks[at % Math.max(1, rocks.length)];
  if (column === "new") world.rocks.add({ x: by, dx: (by % 5) + 0 });
  else if (column === "gone") rock && world.rocks.remove(rock);
  else if (column === "replaced") {
    if (rock && world.rocks.remove(rock)) world.rocks.add({ ...rock });
  } else {
    const row = at % 2 === 0 ? world.ships[at % 3] : rock;
    if (row === undefined) return;
    if (column === "name") row.name = `n${by}`;
    else if (column === "dx") row.dx = (by % 9) + 0;
    else if (column === "fuel") row.fuel = Math.abs(by);
    else row[column] += by;
  }
}

const push: fc.Arbitrary<Push> = fc.record({
  at: fc.nat(9),
  column: fc.constantFrom("x", "x", "y", "y", "dx", "name", "fuel", "new", "gone", "replaced"),
  by: fc.integer({ min: -8, max: 8 }),
});
/** Two boundaries at least. */
const script = fc.array(fc.array(push, { maxLength: 2 }), { minLength: 6, maxLength: 40 });

const step = (world: World) => machine.step(world, [], () => {});
const isBoundary = ({ tick }: World) => tick % bodies.patchEveryTicks === 0;
const rowsOf = (world: World, table: Table) => (table === "ships" ? world.ships : world.rocks.slots);

/** Rows that a client is sent at a boundary: those published at it. */
function sent(world: World): string[] {
  return (["ships", "rocks"] as const).flatMap((table) =>
    [...bodies.publishedRows(world, table).entries()].flatMap(([slot, row]) =>
      row?.at === world.tick ? [`${table} ${slot}`] : [],
    ),
  );
}

/** Throws where clients would see a row otherwise than it is by more than ε, or see one that is not there. */
function checkSeen(world: World): void {
  for (const table of ["ships", "rocks"] as const) {
    const published = bodies.publishedRows(world, table);
    const truth = rowsOf(world, table);
    expect(published.length).toBe(truth.length);
    for (const [slot, row] of truth.entries()) {
      const seen = published[slot];
      if (row === null || seen === null) {
        expect([row, seen]).toEqual([null, null]);
        continue;
      }
      const { x, y, ...rest } = bodies.continuedRow(table, seen, world.tick - seen.at, bodies.publicWorld(world));
      expect(seen.id).toBe("id" in row ? row.id : 0);
      expect(Math.abs(x - row.x)).toBeLessThanOrEqual(EPSILON.x);
      expect(Math.abs(y - row.y)).toBeLessThanOrEqual(EPSILON.y);
      expect(rest).toEqual({ dx: row.dx, name: row.name });
    }
  }
}

describe("rows published by exception", () => {
  it("D6: are within ε of the truth for everyone who continues them, at every patch boundary", () => {
    let boundaries = 0;
    let publications = 0;
    fc.assert(
      fc.property(script, (ticks) => {
        let world = machine.create(1, bodies.configOf({ speed: 2 }));
        checkSeen(world);
        for (const pushes of ticks) {
          for (const one of pushes) act(world, one);
          const before = machine.save(world);
          step(world);
          if (isBoundary(world)) {
            checkSeen(world);
            boundaries++;
            publications += sent(world).length;
          } else expect(sent(world)).toEqual([]);
          const loaded = machine.load(before);
          step(loaded);
          expect(machine.hash(loaded)).toBe(machine.hash(world));
          world = loaded;
        }
      }),
    );
    expect(boundaries).toBeGreaterThan(100);
    expect(publications).toBeGreaterThan(50);
  });

  it("D9: are not sent while the continuation is exact, or only private columns change", () => {
    const world = machine.create(1, bodies.configOf());
    world.rocks.add({ x: 4, dx: 3 });
    world.ships[1].dx = -2;
    let publications = 0;
    for (let tick = 0; tick < 300; tick++) {
      world.ships[1].fuel = tick % 90;
      step(world);
      publications += sent(world).length;
    }
    expect(publications).toBe(2);
    expect(world.rocks.slots[0]?.x).toBe(904);
  });

  it("are sent once they are off by more than ε, and not before", () => {
    const world = machine.create(1, bodies.configOf());
    const toBoundary = () => {
      do step(world);
      while (!isBoundary(world));
      return sent(world);
    };
    expect(toBoundary()).toEqual([]);
    world.ships[0].y = EPSILON.y;
    expect(toBoundary()).toEqual([]);
    world.ships[0].y++;
    expect(toBoundary()).toEqual(["ships 0"]);
    expect(toBoundary()).toEqual([]);
    world.ships[2].name = "b";
    expect(toBoundary()).toEqual(["ships 2"]);
    world.halted = true;
    expect(toBoundary()).toEqual([]);
  });

  it("are sent when a list in them changes, not when it is only another object", () => {
    const { machine: snakes, publishedRows } = defineRules({
      id: "snakes",
      version: 1,
      tickHz: 20,
      seats: 1,
      world: { snakes: perSeat({ body: list(4, record({ x: int(0, 9) })).public() }) },
      continued: { snakes: { continue: () => ({}) } },
    });
    const world = snakes.create(1, {});
    const published = [[], [{ x: 1 }], [{ x: 1 }], [{ x: 2 }], [{ x: 2 }, { x: 2 }]].map((body) => {
      world.snakes[0].body = body;
      snakes.step(world, [], () => {});
      return publishedRows(world, "snakes")[0]?.at;
    });
    expect(published).toEqual([0, 2, 2, 4, 5]);
    world.snakes[0].body[0].x = 3;
    expect(publishedRows(world, "snakes")[0]?.row).toEqual({ body: [{ x: 2 }, { x: 2 }] });
  });

  it("are sent when the continuation is not a number", () => {
    const { machine: odd, publishedRows } = defineRules({
      id: "odd",
      version: 1,
      tickHz: 20,
      seats: 1,
      world: { dots: perSeat({ x: int(0, 9).public() }) },
      continued: { dots: { epsilon: { x: 5 }, continue: () => ({ x: Number.NaN }) } },
    });
    const world = odd.create(1, {});
    for (let tick = 1; tick < 5; tick++) {
      odd.step(world, [], () => {});
      expect(publishedRows(world, "dots")[0]).toEqual({ id: 0, at: tick, row: { x: 0 } });
    }
  });

  it("D12: are continued from public fields only, also beyond the types", () => {
    const seen: unknown[] = [];
    const peeking = defineRules({
      id: "peeking",
      version: 1,
      tickHz: 20,
      seats: 1,
      config: { size: int(3, 9) },
      world: {
        dots: perSeat({ x: int(0, 9).public(), trap: int(0, 9), wish: flag().own() }),
        trap: int(0, 9),
        open: flag().public(),
      },
      continued: {
        dots: {
          continue(...all) {
            seen.push(all);
            return {};
          },
        },
      },
    });
    peeking.machine.step(peeking.machine.create(1, peeking.configOf()), [], () => {});
    expect(seen).toEqual([[{ x: 0 }, 1, { config: { size: 3 }, open: false }]]);
  });

  it("are kept only for tables that ask for it", () => {
    const world = machine.create(1, bodies.configOf());
    expect(() => bodies.publishedRows(world, "other" as "ships")).toThrow("bodies.continued: there is no other");
  });
});
