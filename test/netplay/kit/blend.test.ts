import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GameView } from "../../../client/kit/index.ts";
import trailsPage from "../../../examples/trails/page.ts";
import trails from "../../../examples/trails/rules.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type KitClient, KitLab } from "../../harness/kit-lab.ts";
import { PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

type View = GameView<typeof trails>;

const FRAME_MS = 1_000 / 60;
const SECONDS = 60;
const MAX_UNITS = 60;
/** A boosting rider's way in the ticks of one frame. */
const FRAME_UNITS = 2 * 3 * 2;

/** Turns to a side now and then. */
function rider(seed: number): KitClient<typeof trails>["play"] {
  const random = createRandom(seed);
  return ({ rows, seat }) => {
    const own = rows.riders[seat];
    if (own === undefined || !own.isAlive || nextBelow(random, 60) > 0) return null;
    return { type: "turn", heading: (own.heading + [1, 3][nextBelow(random, 2)]) % 4 };
  };
}

/** How far riders moved from one frame to the next, beside their own way. */
class Jumps {
  readonly all: number[] = [];
  #before: View["rows"]["riders"] = [];

  add({ rows: { riders }, world: { size } }: View): void {
    const way = (a: number, b: number) => Math.abs(a - b - size * Math.round((a - b) / size));
    for (const { id, x, y, isAlive } of riders) {
      const from = this.#before[id];
      if (!isAlive || from === undefined || !from.isAlive) continue;
      this.all.push(Math.max(0, Math.hypot(way(x, from.x), way(y, from.y)) - FRAME_UNITS));
    }
    this.#before = riders;
  }
}

describe("riders on a bad network", () => {
  it("glide where they jumped, are drawn where they are soon after, and are to commands as they are", async () => {
    const lab = await KitLab.open(trails, 3);
    const clients: KitClient<typeof trails>[] = [];
    for (let i = 0; i < 6; i++) {
      const client = await lab.join(PROFILES.bad, 100 + i, FRAME_MS, trailsPage.blend);
      client.play = rider(100 + i);
      clients.push(client);
    }
    const [{ model }] = clients;
    const [plain, drawn] = [new Jumps(), new Jumps()];
    let [apart, frames] = [0, 0];
    clients[0].seen = (view) => {
      const picture = model.drawnView();
      plain.add(view);
      drawn.add(picture);
      for (const [i, { x, y }] of view.rows.riders.entries()) {
        expect([x, y].every(Number.isInteger)).toBe(true);
        const shown = picture.rows.riders[i];
        frames++;
        if (shown.x !== x || shown.y !== y) apart++;
        expect(shown.x >= 0 && shown.x < view.world.size).toBe(true);
        expect({ ...shown, x, y }).toEqual(view.rows.riders[i]);
        // The same offset a tick later.
        const [next, shownNext] = [view.next("riders", i), picture.next("riders", i)];
        const turns = ((shownNext?.x ?? 0) - (next?.x ?? 0) - (shown.x - x)) / view.world.size;
        expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-9);
      }
    };
    await lab.play(SECONDS * 1_000);
    // Places of a new round are no way that anyone goes.
    const inPlay = ({ all }: Jumps) => all.filter((jump) => jump < MAX_UNITS - FRAME_UNITS);
    expect(Math.max(...inPlay(plain))).toBeGreaterThan(30);
    expect(Math.max(...inPlay(drawn))).toBeLessThan(3);
    expect([apart / frames > 0.02, apart / frames < 0.2]).toEqual([true, true]);
    await lab.close();
  });
});
