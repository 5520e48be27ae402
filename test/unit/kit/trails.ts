import {
  defineRules,
  flag,
  type GameOf,
  int,
  list,
  oneOf,
  perSeat,
  rows,
  seatNumber,
  tick,
  type WorldIn,
} from "../../../shared/kit/index.ts";

const SEATS = 4;
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** Light trails: riders on a torus die on what they leave behind. */
export const trails = defineRules({
  id: "trails",
  version: 1,
  tickHz: 60,
  seats: SEATS,
  config: { size: int(16, 256, 32) },
  world: {
    phase: oneOf("waiting", "racing", "over").public(),
    endsAt: tick().public(),
    riders: perSeat({
      x: int(0, 255).public(),
      y: int(0, 255).public(),
      heading: int(0, 3).public(),
      alive: flag().public(),
      wish: int(0, 3).own(),
    }),
    walls: rows(300, {
      seat: seatNumber().public(),
      x: int(0, 255).public(),
      y: int(0, 255).public(),
      note: int(0, 9).own(),
    }),
    deck: list(12, int(0, 11)),
  },
  events: { crashed: { seat: seatNumber(), by: int(-1, SEATS - 1) }, started: {} },
  commands: {
    turn: {
      fields: { heading: int(0, 3) },
      apply(game, seat, { heading }) {
        game.world.riders[seat].wish = heading;
      },
    },
  },
  joined({ world, random, config }, seat) {
    const rider = world.riders[seat];
    rider.x = random.below(config.size);
    rider.y = random.below(config.size);
    rider.alive = true;
  },
  left: ({ world }, seat) => clear(world, seat),
  tick(game) {
    const { world, seated } = game;
    if (world.phase !== "racing" && seated.length > 1) start(game);
    if (world.phase === "racing") for (const seat of world.riders.keys()) ride(game, seat);
    if (world.phase === "racing" && world.tick >= world.endsAt) world.phase = "over";
  },
  continued: {
    riders: {
      epsilon: { x: 1, y: 1 },
      continue: ({ x, y, heading, alive }, ticks, { config: { size }, phase }) => {
        const [dx, dy] = alive && phase === "racing" ? STEPS[heading] : [0, 0];
        return { x: (x + (dx + size) * ticks) % size, y: (y + (dy + size) * ticks) % size };
      },
    },
    walls: { continue: () => ({}) },
  },
});

type TrailsGame = GameOf<typeof trails>;

function start(game: TrailsGame): void {
  const { world, random, tick } = game;
  world.phase = "racing";
  world.endsAt = tick + 200;
  world.walls.clear();
  world.deck = random.shuffle(Array.from({ length: 12 }, (_, card) => card));
  for (const rider of world.riders) rider.alive = true;
  game.emit({ type: "started" });
}

function ride(game: TrailsGame, seat: number): void {
  const { world, config, random } = game;
  const rider = world.riders[seat];
  if (world.seats[seat] === "empty" || !rider.alive) return;
  if (random.below(20) === 0) rider.heading = rider.wish;
  const [dx, dy] = STEPS[rider.heading];
  rider.x = (rider.x + dx + config.size) % config.size;
  rider.y = (rider.y + dy + config.size) % config.size;
  const hit = [...world.walls].find(({ x, y }) => x === rider.x && y === rider.y);
  if (hit) {
    rider.alive = false;
    game.emit({ type: "crashed", seat, by: hit.seat });
    clear(world, seat);
  } else if (world.tick % 2 === 0) world.walls.add({ seat, x: rider.x, y: rider.y, note: world.deck.length % 10 });
}

function clear(world: WorldIn<typeof trails>, seat: number): void {
  for (const wall of world.walls) if (wall.seat === seat) world.walls.remove(wall);
}
