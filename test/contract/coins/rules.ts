import { defineRules, type GameOf, int, perSeat, seatNumber } from "../../../shared/kit/index.ts";

const SIZE = 16;

export const coins = defineRules({
  id: "coins",
  version: 1,
  tickHz: 20,
  seats: 8,
  world: {
    coinX: int(0, SIZE - 1).public(),
    coinY: int(0, SIZE - 1).public(),
    walkers: perSeat({
      x: int(0, SIZE - 1).public(),
      y: int(0, SIZE - 1).public(),
      score: int(0, 65_535).public(),
    }),
  },
  events: { found: { by: seatNumber() } },
  commands: {
    step: {
      fields: { dx: int(-1, 1), dy: int(-1, 1) },
      apply(game, seat, { dx, dy }) {
        const { world, emit } = game;
        const walker = world.walkers[seat];
        if (Math.abs(dx) + Math.abs(dy) !== 1) return;
        walker.x = (walker.x + dx + SIZE) % SIZE;
        walker.y = (walker.y + dy + SIZE) % SIZE;
        if (walker.x !== world.coinX || walker.y !== world.coinY) return;
        walker.score = Math.min(65_535, walker.score + 1);
        emit({ type: "found", by: seat });
        placeCoin(game);
      },
    },
  },
  created: (game) => placeCoin(game),
});

function placeCoin({ world, random }: Pick<GameOf<typeof coins>, "world" | "random">): void {
  world.coinX = random.below(SIZE);
  world.coinY = random.below(SIZE);
}
