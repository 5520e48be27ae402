import { expect, it } from "vitest";
import { defineRules, int, perSeat, rows, seatNumber, seatOrNobody } from "../../../shared/kit/index.ts";

const cards = defineRules({
  id: "hands",
  version: 1,
  tickHz: 20,
  seats: 2,
  world: {
    purses: perSeat({ coins: int(0, 99).own() }),
    cards: rows(9, { seat: seatOrNobody().public(), value: int(0, 99, 7).own(), mark: int(0, 99).public() }),
    plans: rows(9, { seat: seatNumber(), plan: int(0, 9) }),
  },
  left({ world }, seat) {
    const [first] = world.cards;
    if (first.seat === seat) first.seat = -1;
  },
});

it("D12: gives the next player of a seat none of its previous own columns, except what the game moved", () => {
  const { machine } = cards;
  const world = machine.create(1, {});
  const step = (...commands: Parameters<typeof machine.step>[1]) => machine.step(world, commands, () => {});
  step({ type: "join", seat: 0 }, { type: "join", seat: 1 });
  for (const seat of [0, 0, 1]) world.cards.add({ seat, value: 50, mark: 5 });
  world.plans.add({ seat: 0, plan: 3 });
  world.purses[0].coins = 9;
  step({ type: "leave", seat: 0 }, { type: "join", seat: 0 });
  expect([...world.cards].map(({ seat, value, mark }) => [seat, value, mark])).toEqual([
    [-1, 50, 5],
    [0, 7, 5],
    [1, 50, 5],
  ]);
  expect([world.purses[0].coins, [...world.plans][0].plan]).toEqual([0, 3]);
});
