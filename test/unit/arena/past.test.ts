import { describe, expect, it } from "vitest";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import {
  arena,
  copyHelm,
  createRails,
  type Helm,
  moveRails,
  newHelm,
  PATCH_EVERY_TICKS,
  type Rails,
  stepHelm,
  type World,
} from "../../../shared/games/arena/index.ts";
import { readPublishedAt } from "../../../shared/games/arena/lag-compensation.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { commandsOf, newCrew } from "../../golden/arena/battle.ts";
import { WAR } from "../../golden/arena/war.ts";
import { PX } from "./field.ts";
import { HeardShip } from "./heard-ship.ts";

const SECONDS = 60;
const PATCHES = Math.ceil(LAG_COMPENSATION_TICKS / PATCH_EVERY_TICKS) + 1;
const MOVES = ["x", "y", "vx", "vy", "heading", "bits", "aim"] as const;

/** A client's decoder, and what each of the last patches left in it. */
class Viewed {
  readonly #heard: HeardShip;
  readonly #after = Array.from({ length: PATCHES }, () => ({ tick: -1, helm: newHelm() }));

  constructor(world: World) {
    this.#heard = new HeardShip(world);
  }

  hear(world: World, slot: number, rails: Rails): void {
    this.#heard.hear(world, slot, rails);
    if (world.tick % PATCH_EVERY_TICKS !== 0) return;
    const patch = this.#after[(world.tick / PATCH_EVERY_TICKS) % PATCHES];
    patch.tick = world.tick;
    copyHelm(this.#heard.helm, patch.helm);
  }

  /** The ship as the newest patch of `since` or before left it; null: it was not told of then. */
  at(since: number): { readonly tick: number; readonly helm: Helm } | null {
    const tick = since - (since % PATCH_EVERY_TICKS);
    const patch = this.#after[(tick / PATCH_EVERY_TICKS) % PATCHES];
    return patch.tick === tick ? patch : null;
  }
}

/** Fights a war; every now and then compares what the world says was seen with what clients saw. */
class Comparison {
  readonly #viewed = new Map<number, Viewed>();
  readonly #rails = createRails(WAR.config.map);
  readonly #now = createRails(WAR.config.map);
  readonly #expected = newHelm();
  readonly #seen = newHelm();
  readonly faults: string[] = [];
  compared = 0;
  /** Distances from the truth, px: of what was seen as long ago as counts, and half as long. */
  readonly apartPx = { longest: [] as number[], half: [] as number[] };

  constructor(readonly seed: number) {}

  watch(world: World): void {
    const { ships, tick } = world;
    moveRails(this.#now, WAR.config.map, tick);
    for (let slot = 0; slot < ships.high; slot++) {
      if (ships.live[slot] === 0 || ships.shownAt[slot] === 0) continue;
      const viewed = this.#viewed.get(ships.id[slot]) ?? new Viewed(world);
      this.#viewed.set(ships.id[slot], viewed);
      viewed.hear(world, slot, this.#now);
    }
  }

  compare(world: World, back: number): void {
    const { ships, tick } = world;
    for (let slot = 0; slot < ships.high; slot++) {
      const viewed = ships.live[slot] === 1 ? this.#viewed.get(ships.id[slot]) : undefined;
      const patch = viewed?.at(tick - back) ?? null;
      if (patch === null || patch.helm.docked > 0) continue;
      this.#continue(patch.helm, patch.tick, tick);
      readPublishedAt(world, slot, tick - back, this.#seen);
      this.compared++;
      const other = MOVES.filter((field) => this.#seen[field] !== this.#expected[field]);
      if (other.length > 0 && this.faults.length < 5)
        this.faults.push(`seed ${this.seed}, tick ${tick}, ${back} back, ship ${ships.id[slot]}: another ${other}`);
      const px = Math.hypot(this.#seen.x - ships.x[slot], this.#seen.y - ships.y[slot]) / PX;
      if (back === LAG_COMPENSATION_TICKS) this.apartPx.longest.push(px);
      if (back === LAG_COMPENSATION_TICKS / 2) this.apartPx.half.push(px);
    }
  }

  #continue(from: Helm, at: number, tick: number): void {
    copyHelm(from, this.#expected);
    for (let next = at + 1; next <= tick; next++) {
      moveRails(this.#rails, WAR.config.map, next);
      stepHelm(this.#expected, WAR.config.map, this.#rails);
    }
  }
}

const percentile = (values: number[], share: number) =>
  Number(values.sort((a, b) => a - b)[Math.floor((values.length - 1) * share)].toFixed(1));

describe("the past motions kept in a world", () => {
  it.each([77_001, 4, 5_150])(
    "D6: is what a client sees that has only the patches until then, bit for bit; seed %i",
    {
      timeout: 120_000,
    },
    (seed) => {
      const world = arena.create(seed, WAR.config);
      const crew = newCrew(WAR.people);
      const random = createRandom(seed);
      const comparison = new Comparison(seed);
      let rows = 0;
      while (world.tick < SECONDS * arena.tickHz) {
        arena.step(world, commandsOf(WAR, world, crew), () => {});
        comparison.watch(world);
        rows = Math.max(rows, world.past.count);
        if (world.tick < 300 || nextBelow(random, 5) > 0) continue;
        comparison.compare(world, nextBelow(random, LAG_COMPENSATION_TICKS + 1));
        comparison.compare(world, LAG_COMPENSATION_TICKS);
        comparison.compare(world, LAG_COMPENSATION_TICKS / 2);
      }
      const { longest, half } = comparison.apartPx;
      console.log(
        `seed ${seed}: ${comparison.compared} compared; off the truth by px, p50 p99 most: ` +
          `${LAG_COMPENSATION_TICKS} ticks back ${[0.5, 0.99, 1].map((share) => percentile(longest, share))}, ` +
          `${LAG_COMPENSATION_TICKS / 2} back ${[0.5, 0.99, 1].map((share) => percentile(half, share))}; ` +
          `at most ${rows} rows for ${world.ships.count} ships`,
      );
      expect(comparison.faults).toEqual([]);
      expect(comparison.compared).toBeGreaterThan(50_000);
      expect(percentile(longest, 0.9), "it was not the truth").toBeGreaterThan(1);
    },
  );
});
