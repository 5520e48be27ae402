import { describe, expect, it } from "vitest";
import { blankFrame } from "../../../../client/games/arena/model/blank-views.ts";
import { railsOf } from "../../../../client/games/arena/model/rails-cache.ts";
import { rockAngle } from "../../../../client/games/arena/model/ship-condition.ts";
import { showWorld } from "../../../../client/games/arena/model/world-frame.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { arena, arenaConfig } from "../../../../shared/games/arena/index.ts";

describe("a replay", () => {
  const world = arena.create(7, arenaConfig());
  for (let tick = 0; tick < 300; tick++) arena.step(world, [], () => undefined);

  function shown() {
    const frame = blankFrame();
    showWorld(world, railsOf(world.config.map).at(world.tick), 0.5, arena.tickHz, () => "", frame);
    return frame;
  }

  it("turns its rocks as a live match does", () => {
    const { rocks } = shown();
    expect(rocks.count).toBeGreaterThan(0);
    for (let i = 0; i < rocks.count; i++) {
      const rock = rocks.items[i];
      expect(rock.angle).toBe(rockAngle(rock.id, world.tick + 0.5));
    }
  });

  it("shows the flame of a boost only where there is energy for it, and none at a station", () => {
    const slot = world.ships.live.findIndex((live) => live !== 0);
    expect(slot).toBeGreaterThanOrEqual(0);
    const id = world.ships.id[slot];
    const look = () => shown().ships.items.find((ship) => ship.id === id);
    const { boostEnergyPerTick } = hullOf(world.ships.hull[slot]);
    world.ships.bits[slot] = CONTROL.thrust | CONTROL.boost;
    world.ships.docked[slot] = 0;
    world.ships.energy[slot] = boostEnergyPerTick;
    expect(look()).toMatchObject({ thrusting: true, boosting: true });
    world.ships.energy[slot] = boostEnergyPerTick - 1;
    expect(look()).toMatchObject({ thrusting: true, boosting: false });
    world.ships.energy[slot] = boostEnergyPerTick;
    world.ships.docked[slot] = 1;
    expect(look()).toMatchObject({ thrusting: false, boosting: false, docked: true });
  });
});
