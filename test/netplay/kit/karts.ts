import { defineRules, flag, int, perSeat, rows, seatNumber, type WorldIn } from "../../../shared/kit/index.ts";

const SIZE = 60_000;
/** Eight ways to drive, units a tick and tick. */
const WAYS = [
  [20, 0],
  [14, 14],
  [0, 20],
  [-14, 14],
  [-20, 0],
  [-14, -14],
  [0, -20],
  [14, -14],
] as const;
export const MOST_SPEED = 400;
/** By how much a speed changes in a tick at most: by the engine and by friction. */
export const MOST_CHANGE = 20 + MOST_SPEED / 16;
/** How far others' positions and speeds may be off at a patch. */
export const EPSILON = { position: 60, speed: 30 };

const clamped = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Karts with friction and hidden throttles, and marks that they leave: one's own is exact, others are to within ε. */
export const karts = defineRules({
  id: "karts",
  version: 1,
  tickHz: 60,
  seats: 6,
  config: { size: int(100, SIZE, SIZE) },
  world: {
    marked: int(0, 1_000_000).public(),
    karts: perSeat({
      x: int(0, SIZE).public(),
      y: int(0, SIZE).public(),
      vx: int(-MOST_SPEED, MOST_SPEED).public(),
      vy: int(-MOST_SPEED, MOST_SPEED).public(),
      way: int(0, 7).own(),
      throttle: flag().own(),
    }),
    marks: rows(64, { seat: seatNumber().public(), x: int(0, SIZE).public(), y: int(0, SIZE).public() }),
  },
  events: { marked: { seat: seatNumber() } },
  commands: {
    steer: {
      fields: { way: int(0, 7) },
      apply({ world }, seat, { way }) {
        world.karts[seat].way = way;
      },
    },
    drive: {
      fields: { on: flag() },
      apply({ world }, seat, { on }) {
        world.karts[seat].throttle = on;
      },
    },
    mark: {
      fields: {},
      apply({ world, emit }, seat) {
        const { x, y } = world.karts[seat];
        if (world.marks.add({ seat, x, y }) === null) world.marks.clear();
        world.marked++;
        emit({ type: "marked", seat });
      },
    },
  },
  joined({ world, config }, seat) {
    Object.assign(world.karts[seat], { x: Math.floor(config.size / 2), y: Math.floor(config.size / 2) });
  },
  tick({ world, seated, config }) {
    for (const seat of seated) {
      const kart = world.karts[seat];
      const [ax, ay] = kart.throttle ? WAYS[kart.way] : [0, 0];
      kart.vx = clamped(kart.vx + ax - Math.trunc(kart.vx / 16), -MOST_SPEED, MOST_SPEED);
      kart.vy = clamped(kart.vy + ay - Math.trunc(kart.vy / 16), -MOST_SPEED, MOST_SPEED);
      kart.x += kart.vx;
      kart.y += kart.vy;
      if (kart.x < 0 || kart.x > config.size) kart.vx = 0;
      if (kart.y < 0 || kart.y > config.size) kart.vy = 0;
      kart.x = clamped(kart.x, 0, config.size);
      kart.y = clamped(kart.y, 0, config.size);
    }
  },
  continued: {
    karts: {
      epsilon: { x: EPSILON.position, y: EPSILON.position, vx: EPSILON.speed, vy: EPSILON.speed },
      continue: ({ x, y, vx, vy }, ticks, { config: { size } }) => ({
        x: clamped(x + vx * ticks, 0, size),
        y: clamped(y + vy * ticks, 0, size),
      }),
    },
  },
});

export type KartsWorld = WorldIn<typeof karts>;
