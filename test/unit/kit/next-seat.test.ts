import { expect, it } from "vitest";
import { Game } from "../../../shared/kit/game.ts";
import { defineRules, type GameOf, seatCommands } from "../../../shared/kit/index.ts";

const rules = defineRules({ id: "turns", version: 1, tickHz: 10, seats: 6, world: {} });

/** A game in which these seats are taken. */
function gameOf(...seated: number[]): GameOf<typeof rules> {
  const world = rules.machine.create(1, {});
  rules.machine.step(
    world,
    seated.map((seat) => seatCommands.join(seat)),
    () => {},
  );
  return new Game(world, () => {});
}

it("the turn goes round all seats that are taken, also of those who are away", () => {
  const game = gameOf(1, 2, 5);
  rules.machine.step(game.world, [seatCommands.drop(2)], () => {});
  expect([0, 1, 2, 3, 5].map((after) => game.nextSeat(after))).toEqual([1, 2, 5, 5, 1]);
  expect(game.nextSeat(-1)).toBe(1);
});

it("the turn passes over those who are out, and comes back to the last one who is in", () => {
  const game = gameOf(1, 2, 5);
  expect(game.nextSeat(1, (seat) => seat !== 2)).toBe(5);
  expect(game.nextSeat(1, (seat) => seat === 1)).toBe(1);
  expect(game.nextSeat(1, () => false)).toBe(-1);
  expect(gameOf().nextSeat(0)).toBe(-1);
});
