import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIVERGED, markTouched } from "../../../shared/games/arena/divergence.ts";
import { KILLCAM } from "../../../shared/games/arena/killcam.ts";
import { ONE } from "../../../shared/math/fixed.ts";
import { ArenaLab } from "../../harness/arena/lab.ts";
import { ALONE, EMPTY_SPACE } from "../../harness/arena/one-station.ts";
import { PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const SEED = 6;
const FRAME_MS = 1000 / 60;
const LOST = { x: 3_000, y: 2_000 };

describe("a player who was lost, on a typical network, seed 6", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it("looks smoothly after the killer, sees who is near them within the bound, and comes back with the next ship", async () => {
    const rules = { ...ALONE, seats: 3, map: EMPTY_SPACE, respawnTicks: 300 };
    const lab = await ArenaLab.open(rules, SEED);
    const { players, ships } = lab.world;
    const put = (seat: number, x: number, y: number) => {
      const slot = players.ship[seat] - 1;
      markTouched(lab.world, slot, DIVERGED.moved);
      [ships.x[slot], ships.y[slot], ships.vx[slot], ships.vy[slot]] = [Math.round(x * ONE), Math.round(y * ONE), 0, 0];
      return slot;
    };
    const clients = [];
    for (let i = 0; i < 3; i++) clients.push(await lab.join(PROFILES.typical, SEED + i));
    await lab.play(3_000);
    const [victim, killer, bystander] = clients.map(({ model }) => model.seat);
    const [client] = clients;
    const slot = put(victim, LOST.x, LOST.y);
    put(killer, LOST.x + 600, LOST.y);
    // In sight of where the victim will look from, and not of where it was lost.
    put(bystander, LOST.x + KILLCAM.reachPx + 1_200, LOST.y);
    await lab.play(1_000);
    const seen = () => (client.frame?.ships.items ?? []).slice(0, client.frame?.ships.count).map(({ seat }) => seat);
    expect(seen().sort()).toEqual([victim, killer].sort());
    ships.guard[slot] = 0;
    ships.armor[slot] = 0;
    ships.hurtBy[slot] = killer + 1;
    ships.hurtAt[slot] = lab.world.tick;
    let [step, x] = [0, client.frame?.focus.x ?? Number.NaN];
    client.seen = ({ focus, own }) => {
      if (!own.alive) step = Math.max(step, Math.abs(focus.x - x));
      x = focus.x;
    };
    await lab.play(500);
    expect(Math.abs((client.frame?.focus.x ?? 0) - LOST.x)).toBeLessThan(20);
    await lab.play(KILLCAM.fromTicks * FRAME_MS + 1_500);
    expect(Math.abs((client.frame?.focus.x ?? 0) - (LOST.x + 600))).toBeLessThan(20);
    expect(step).toBeLessThan(60);
    expect(seen()).toContain(bystander);
    put(killer, LOST.x + 3_000, LOST.y);
    await lab.play(500);
    expect(client.frame?.focus.x ?? Number.NaN).toBeLessThanOrEqual(LOST.x + KILLCAM.reachPx + 1);
    await lab.play(3_000);
    expect(client.frame?.own.alive).toBe(true);
    expect(client.frame?.focus).toMatchObject({ x: client.frame?.ownShip?.x, y: client.frame?.ownShip?.y });
    await lab.close();
  });
});
