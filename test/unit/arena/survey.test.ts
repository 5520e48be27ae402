import { expect, it } from "vitest";
import { ARENA_SURVEYOR } from "../../../server/games/arena/match-events.ts";
import { arena, arenaConfig } from "../../../shared/games/arena/index.ts";

const WORLD = () => {
  const world = arena.create(7, arenaConfig({ seats: 4, pirates: 3, traders: 2 }));
  arena.step(world, [{ type: "join", seat: 1, player: 9, pilot: 4, hull: 0 }], () => {});
  return world;
};

it("a survey of the arena is due once a second, and is where its ships are", () => {
  const world = WORLD();
  const due: number[] = [];
  while (world.tick < 120) {
    arena.step(world, [], () => {});
    if (ARENA_SURVEYOR.isDue(world)) due.push(world.tick);
  }
  expect(due).toEqual([60, 120]);
  const { tick, ships } = ARENA_SURVEYOR.survey(world, 1_000);
  expect(tick).toBe(120);
  const at = [...world.ships.seat.keys()].filter((row) => world.ships.live[row]);
  const places = new Map(
    at.map((row) => [
      world.ships.seat[row],
      [world.ships.x[row], world.ships.y[row]].map((v) => Math.floor(v / 65_536)),
    ]),
  );
  expect(new Map(ships.map(({ seat, x, y }) => [seat, [x, y]]))).toEqual(places);
  expect(ships.find(({ seat }) => seat === 1)).toMatchObject({ kind: "person", pilot: 4 });
  expect(ships.filter(({ kind }) => kind === "pirate")).toHaveLength(3);
  expect(ARENA_SURVEYOR.survey(world, 2).ships).toHaveLength(2);
});
