import { expect, it } from "vitest";
import { arena, arenaConfig, type Command, type World } from "../../../shared/games/arena/index.ts";
import { newPilotView, perceive } from "../../../shared/games/arena/perceive.ts";
import { PILOTS, type PilotName } from "../../../shared/games/arena/pilots/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";

const HOURS = 2;
const TICKS = HOURS * 60 * 60 * arena.tickHz;
const COMPARE_EVERY_TICKS = arena.tickHz;
const BRAINS: readonly PilotName[] = ["fighter", "miner", "chaos"];
const THINK_EVERY_TICKS = 12;
/** Saves come so many seconds apart, at random. */
const SAVE_WITHIN_S = 20;

it("D3: two hours of play through save → load → step are uninterrupted play, hash for hash", {
  timeout: 240_000,
}, () => {
  const seed = 2_026;
  const config = arenaConfig({ seats: BRAINS.length, pirates: 3, traders: 2 });
  const played = arena.create(seed, config);
  let saved: World = arena.create(seed, config);
  const random = createRandom(seed);
  const memories = BRAINS.map(() => new Int32Array(4));
  const sight = newPilotView(config.map);
  const steering = { bits: 0, aim: 0 };
  let saveAt = 1;
  let saves = 0;

  const orders = (world: World): Command[] => {
    if (world.tick === 0)
      return BRAINS.map((_, seat) => ({ type: "join", seat, player: seat, pilot: seat + 1, hull: seat }));
    if (world.tick % THINK_EVERY_TICKS !== 0) return [];
    return BRAINS.flatMap((brain, seat): Command[] => {
      const ship = world.players.ship[seat] - 1;
      if (ship < 0) return [];
      perceive(world, ship, sight);
      PILOTS[brain](sight, memories[seat], random, steering);
      return [{ type: "controls", seat, seen: 9 * seat, ...steering }];
    });
  };

  while (played.tick < TICKS) {
    const commands = orders(played);
    arena.step(played, commands, () => {});
    arena.step(saved, commands, () => {});
    if (saved.tick === saveAt) {
      saved = arena.load(arena.save(saved));
      saves++;
      saveAt += 1 + nextBelow(random, SAVE_WITHIN_S * arena.tickHz);
    }
    if (played.tick % COMPARE_EVERY_TICKS === 0 && arena.hash(saved) !== arena.hash(played))
      expect.unreachable(`seed ${seed}: worlds differ at tick ${played.tick}, after ${saves} saves`);
  }
  expect(played.round).toBeGreaterThan(15);
  expect(saves).toBeGreaterThan(500);
});
