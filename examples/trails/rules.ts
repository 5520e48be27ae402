import type { GameOf, Values } from "orrery/kit";
import { defineRules, flag, int, oneOf, perSeat, rows, seatNumber, tick, wrap } from "orrery/kit";

export const TICK_HZ = 40;
const UNITS_PER_TICK = 3;
const FUEL_TICKS = 80;
const NEXT = { over: "ready", ready: "race", race: "over" } as const;
const TICKS = { over: 4 * TICK_HZ, ready: 3 * TICK_HZ, race: 60 * TICK_HZ };
/** Headings: east, south, west, north. */
export const DX = [1, 0, -1, 0];
export const DY = [0, 1, 0, -1];

/** A wall: where it ends, its heading and its length, on a field that is a torus. A unit is about a pixel. */
const units = int(0, 1_320).public();
const wall = { x: units, y: units, heading: int(0, 3).public(), length: units };
/** A rider, with the wall behind since the last turn. */
const motion = { ...wall, isBoosting: flag().public(), fuelTicks: int(0, FUEL_TICKS).public() };

const trails = defineRules({
  id: "trails",
  version: 2,
  tickHz: TICK_HZ,
  seats: 16,
  world: {
    phase: oneOf("over", "ready", "race").public(),
    phaseEndsAt: tick().public(),
    round: tick(),
    size: int(360, 1_320).public(),
    riders: perSeat({ ...motion, isAlive: flag().public(), points: int(0, 0xffff_ffff).public() }),
    walls: rows(2_400, { ...wall, seat: seatNumber().public() }),
  },
  events: { out: { seat: seatNumber() } },
  commands: {
    turn: { fields: { heading: int(0, 3) }, apply: (game, seat, { heading }) => turn(game, seat, heading) },
  },
  joined: (game) => (game.world.phase === "ready" ? place(game) : undefined),
  left: (game, seat) => takeOut(game, seat),
  tick(game) {
    const { world, tick, seated } = game;
    if (world.phase === "race") ride(game);
    // Whoever is alone may practise.
    const isWon = world.phase === "race" && ridersOf(game).length < Math.min(2, seated.length);
    if (tick < world.phaseEndsAt && !isWon) return;
    const phase = NEXT[world.phase];
    Object.assign(world, { phase, phaseEndsAt: tick + TICKS[phase], round: world.round + Number(phase === "ready") });
    if (phase === "ready") place(game);
  },
  // Riding straight on costs no bytes: every client continues a rider by the function that moves it.
  continued: {
    riders: {
      epsilon: { x: 0, y: 0 },
      jumpUnits: 60,
      continue: (rider, ticks, { phase, size }) => (rider.isAlive && phase === "race" ? ahead(rider, ticks, size) : {}),
    },
  },
});
export default trails;

type Game = GameOf<typeof trails>;
type Wall = Readonly<Values<typeof wall>>;
type Motion = Readonly<Values<typeof motion>>;

const ridersOf = ({ world, seated }: Game) => seated.filter((seat) => world.riders[seat].isAlive);

/** A rider after so many ticks straight ahead. */
export function ahead({ x, y, heading, length, isBoosting, fuelTicks }: Motion, ticks: number, size: number): Motion {
  const burnt = isBoosting ? Math.min(ticks, fuelTicks) : 0;
  const units = UNITS_PER_TICK * (ticks + burnt);
  const at = { x: wrap(x + DX[heading] * units, size), y: wrap(y + DY[heading] * units, size) };
  return { ...at, heading, length: length + units, isBoosting, fuelTicks: fuelTicks - burnt };
}

/** Whether two walls have a point in common. */
export function touch(a: Wall, b: Wall, size: number): boolean {
  const meet = (steps: readonly number[], from: number, to: number) => {
    const [first, second] = [steps[a.heading] * a.length, steps[b.heading] * b.length];
    const gap = to - Math.max(0, second) - from + Math.max(0, first);
    return wrap(gap, size) <= Math.abs(first) || wrap(-gap, size) <= Math.abs(second);
  };
  return meet(DX, a.x, b.x) && meet(DY, a.y, b.y);
}

/** A turn straight ahead is a boost, until the next turn to a side. */
function turn({ world: { riders, walls } }: Game, seat: number, heading: number): void {
  const rider = riders[seat];
  rider.isBoosting = heading === rider.heading;
  if ((heading + rider.heading) % 2 === 0 || rider.length === 0) return;
  walls.add({ ...rider, seat });
  Object.assign(rider, { heading, length: 0 });
}

/** Places everyone side by side, in a random order. */
function place({ world, random, seated }: Game): void {
  world.size = 360 + 60 * seated.length;
  world.walls.clear();
  for (const [i, seat] of random.shuffle(seated).entries()) {
    const at = { x: 30 + i * Math.floor(world.size / seated.length), y: 180, heading: 1 + 2 * (i % 2), length: 0 };
    Object.assign(world.riders[seat], { ...at, isBoosting: false, fuelTicks: FUEL_TICKS, isAlive: true, points: 0 });
  }
}

/** Moves everyone, then takes out together all who ran into something. */
function ride(game: Game): void {
  const { riders, walls, size } = game.world;
  const riding = ridersOf(game);
  const steps = riding.map((seat) => {
    const before = riders[seat].length;
    const after = Object.assign(riders[seat], ahead(riders[seat], 1, size));
    return { ...after, length: after.length - before - 1 };
  });
  const all = [...walls, ...riding.map((seat) => riders[seat])];
  const crashed = riding.filter((seat, i) =>
    all.some((of) => (of !== riders[seat] || of.length >= size) && touch(of, steps[i], size)),
  );
  for (const seat of crashed) takeOut(game, seat);
  for (const seat of ridersOf(game)) riders[seat].points += crashed.length;
}

function takeOut({ world, emit }: Game, seat: number): void {
  emit({ type: "out", seat });
  Object.assign(world.riders[seat], { isAlive: false, length: 0 });
  for (const wall of world.walls) if (wall.seat === seat) world.walls.remove(wall);
}
