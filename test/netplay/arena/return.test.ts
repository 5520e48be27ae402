import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { TRANSPORT_LIMITS } from "../../../shared/wire/limits.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { ALONE, EMPTY_SPACE } from "../../harness/arena/one-station.ts";
import { PROFILES, type ProfileName } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const SEED = 4;
const HOLDS = { ...ALONE, seats: 2, map: EMPTY_SPACE };
const [CREDITS, ORE_UNITS] = [321, 5];

/** What the world has of a seat. */
function belongings({ world }: ArenaLab, seat: number) {
  const { players, ships } = world;
  const slot = players.ship[seat] - 1;
  return { ship: slot < 0 ? 0 : ships.id[slot], credits: players.credits[seat], ore: players.cargo0[seat] };
}

/** One who flies, rich and loaded, and what all that is. */
async function flying(profile: ProfileName, seatHoldS?: number) {
  const lab = await ArenaLab.open(HOLDS, SEED, undefined, undefined, seatHoldS);
  const client = await lab.join(PROFILES[profile], SEED);
  await lab.play(3_000);
  const { seat } = client.model;
  lab.world.players.credits[seat] = CREDITS;
  lab.world.players.cargo0[seat] = ORE_UNITS;
  client.steer = ({ model }) => model.control(CONTROL.thrust, 0);
  await lab.play(2_000);
  const had = belongings(lab, seat);
  expect(had).toMatchObject({ credits: CREDITS, ore: ORE_UNITS });
  expect(had.ship).toBeGreaterThan(0);
  return { lab, client, seat, had };
}

/** Plays on until one's own ship obeys again by the server's world; after how long, s. Steers to the left meanwhile. */
async function secondsUntilFlying(lab: ArenaLab, client: LabClient, seat: number): Promise<number> {
  client.steer = ({ model }) => model.control(CONTROL.left, 0);
  const beganMs = lab.nowMs;
  const obeys = () => (lab.world.ships.bits[lab.world.players.ship[seat] - 1] & CONTROL.left) !== 0;
  while (!obeys() || client.link.status !== "live") {
    await lab.play(1000 / 60);
    if (lab.nowMs - beganMs > 20_000) return Number.POSITIVE_INFINITY;
  }
  return (lab.nowMs - beganMs) / 1000;
}

describe("whoever was away has everything again, seed 4", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it.each([
    ["good", 0.5],
    ["awful", 2.5],
  ] as const)("after a lost connection on the %s network, within %f s", async (profile, mostS) => {
    const { lab, client, seat, had } = await flying(profile);
    client.link.drop();
    expect(client.link.status).toBe("reconnecting");
    const seconds = await secondsUntilFlying(lab, client, seat);
    console.log(`${profile}: a lost connection, flying again after ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(mostS);
    await lab.play(1_000);
    expect(belongings(lab, seat)).toEqual(had);
    expect(client.model.seat).toBe(seat);
    expect(client.frame?.own).toMatchObject({ credits: CREDITS, alive: true });
    expect(client.frame?.own.cargo[0]).toBe(ORE_UNITS);
    expect(client.frame?.ownShip?.id).toBe(had.ship);
    await lab.close();
  });

  it.each([
    ["whose socket lived on", Number.POSITIVE_INFINITY],
    ["whose socket the server closed for its silence", TRANSPORT_LIMITS.silenceMs],
  ])("a tab that slept for a minute, %s", async (_how, closedMs) => {
    const { lab, client, seat, had } = await flying("typical");
    const sleepMs = 60_000;
    client.hidden = true;
    await lab.play(Math.min(closedMs, sleepMs));
    if (closedMs < sleepMs) {
      client.link.drop(sleepMs - closedMs);
      await lab.play(sleepMs - closedMs);
    }
    client.hidden = false;
    const seconds = await secondsUntilFlying(lab, client, seat);
    console.log(`a tab that slept: flying again after ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(1);
    await lab.play(1_000);
    expect(belongings(lab, seat)).toEqual(had);
    expect(client.frame?.ownShip?.id).toBe(had.ship);
    const ship = lab.world.players.ship[seat] - 1;
    const drawn = client.frame?.ownShip;
    const { ships } = lab.world;
    // Drawn ahead of the world by the lead, at rest or nearly.
    expect(Math.hypot((drawn?.x ?? 0) - ships.x[ship] / 65_536, (drawn?.y ?? 0) - ships.y[ship] / 65_536)).toBeLessThan(
      60,
    );
    await lab.close();
  });

  it("or, when its tab slept beyond the hold, a new ship, and is told so", async () => {
    const { lab, client, seat, had } = await flying("typical", 0.05);
    client.hidden = true;
    client.link.drop(70_000);
    await lab.play(1_000);
    // Core's clock is the real one.
    while (lab.world.players.live[seat]) {
      await Bun.sleep(10);
      await lab.play(100);
    }
    expect(lab.world.ships.count).toBe(0);
    await lab.play(70_000);
    client.hidden = false;
    const seconds = await secondsUntilFlying(lab, client, client.model.seat);
    console.log(`a tab that slept beyond the hold: flying a new ship after ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(1);
    await lab.play(1_000);
    const now = belongings(lab, client.model.seat);
    expect(now).toMatchObject({ credits: 0, ore: 0 });
    expect(now.ship).not.toBe(had.ship);
    // No ghost, here or there: neither of the old ship nor of who flew it.
    expect([lab.world.ships.count, lab.world.players.count]).toEqual([1, 1]);
    const { frame } = client;
    expect(frame?.ships.items.slice(0, frame.ships.count).map(({ id }) => id)).toEqual([now.ship]);
    expect(frame?.ownShip?.id).toBe(now.ship);
    expect(frame?.players.count).toBe(1);
    expect(frame?.own).toMatchObject({ seat: client.model.seat, alive: true, credits: 0 });
    expect(frame?.net.notice).toMatch(/away too long.*new one/);
    await lab.close();
  });
});
