import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { ALONE, ONE_STATION } from "../../harness/arena/one-station.ts";
import { type LinkProfile, MIDDLING } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const LANCER = HULLS.findIndex(({ name }) => name === "Lancer");
const BUSY = { seats: 8, pirates: 10, traders: 6 };
const BAD: LinkProfile = { delayMs: 60, jitterMs: 60 };

/** Turns, thrusts and fires, changing its mind a few times a second. */
function wander({ model }: LabClient, nowMs: number): void {
  const mind = Math.floor(nowMs / 170);
  const turn = mind % 5 === 1 ? CONTROL.left : mind % 5 === 3 ? CONTROL.right : 0;
  model.control(turn | (mind % 3 === 0 ? 0 : CONTROL.thrust) | (mind % 4 === 0 ? CONTROL.primary : 0), 0);
}

describe("one's own ship", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it("answers a key within the same frame at 100 ± 20 ms there and back", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 11);
    lab.run(3000);
    const before = client.frame?.ownShip?.angle ?? Number.NaN;
    const seen: { angle: number; thrusting: boolean }[] = [];
    client.seen = ({ ownShip }) => seen.push({ angle: ownShip?.angle ?? Number.NaN, thrusting: !!ownShip?.thrusting });
    client.steer = ({ model }) => model.control(CONTROL.right | CONTROL.thrust, 0);
    lab.run(17);
    expect(seen).toHaveLength(1);
    expect(seen[0].thrusting).toBe(true);
    lab.run(17);
    expect(seen[1].angle - before).toBeGreaterThan(0.02);
  });

  it("shows its shots at once, and once each when the server's own come", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 5);
    lab.run(3000);
    const ids: number[][] = [];
    client.seen = ({ bolts }) => ids.push(bolts.items.slice(0, bolts.count).map(({ id }) => id));
    client.model.control(CONTROL.primary, 0);
    lab.run(20);
    client.model.control(0, 0);
    lab.run(500);
    expect(ids[0].concat(ids[1]).some((id) => id < 0)).toBe(true);
    for (const now of ids.slice(2, 20)) expect(now).toHaveLength(1);
    expect(ids[25][0]).toBeGreaterThan(0);
  });

  it("shows a beam in the frame that fires it, and only once", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 5, 1000 / 60, LANCER);
    lab.run(3000);
    const beams: number[] = [];
    let frames = 0;
    client.seen = ({ events }) => {
      frames++;
      for (const event of events) if (event.type === "beam") beams.push(frames);
    };
    client.model.control(CONTROL.primary, 0);
    lab.run(20);
    client.model.control(0, 0);
    lab.run(1000);
    expect(beams).toHaveLength(1);
    expect(beams[0]).toBeLessThanOrEqual(2);
  });

  it("withdraws a predicted shot that the server never fired", async () => {
    const lab = await ArenaLab.open(ALONE);
    const client = await lab.join(MIDDLING, 5);
    lab.run(3000);
    client.link.up.cut = true;
    client.model.control(CONTROL.primary, 0);
    lab.run(50);
    client.model.control(0, 0);
    expect(client.frame?.bolts.count).toBeGreaterThan(0);
    lab.run(700);
    expect(client.frame?.bolts.count).toBe(0);
  });

  it("does not show a shot flying on through what it hits", async () => {
    const lab = await ArenaLab.open({ ...ALONE, map: ONE_STATION }, 3);
    const shooter = await lab.join(MIDDLING, 8);
    const target = await lab.join(MIDDLING, 9, 1000 / 60, 2);
    lab.run(4000);
    let fired = 0;
    let closestPx = Number.POSITIVE_INFINITY;
    let hits = 0;
    shooter.steer = ({ model, frame }) => {
      const other = frame?.ships.items.slice(0, frame.ships.count).find(({ own }) => !own);
      const own = frame?.ownShip;
      if (!other || !own) return;
      const distance = Math.hypot(other.y - own.y, other.x - own.x);
      // A pulse makes 750 px a second.
      const flightS = distance / 750;
      const [dx, dy] = [other.x - own.x, other.y - own.y];
      const [ax, ay] = [dx + (other.vx - own.vx) * flightS, dy + (other.vy - own.vy) * flightS];
      const turns = Math.atan2(ay, ax) / (2 * Math.PI);
      const near = distance < 500 ? CONTROL.primary : CONTROL.thrust;
      model.control(CONTROL.aim | near, Math.round(turns * 65536) & 65535);
    };
    shooter.seen = ({ bolts, ships, events }) => {
      const other = ships.items.slice(0, ships.count).find(({ own }) => !own);
      if (!other) return;
      fired += bolts.count;
      hits += events.filter((event) => event.type === "hit").length;
      for (const bolt of bolts.items.slice(0, bolts.count))
        closestPx = Math.min(closestPx, Math.hypot(bolt.x - other.x, bolt.y - other.y));
    };
    lab.run(20_000);
    expect(fired).toBeGreaterThan(0);
    expect(hits, "seeds 3, 8 and 9").toBeGreaterThan(3);
    expect(closestPx).toBeGreaterThanOrEqual(22);
    expect(target.frame?.own.alive).toBeDefined();
  });

  for (const [name, profile, mostP50Px] of [
    ["a middling link", MIDDLING, 0.01],
    ["a bad link", BAD, 1],
  ] as const) {
    it(`is corrected by under ${mostP50Px} px in the median while it wanders over ${name}`, async () => {
      const lab = await ArenaLab.open(BUSY, 7);
      const clients = [await lab.join(profile, 21), await lab.join(profile, 22, 1000 / 144, 2)];
      for (const client of clients) client.steer = wander;
      lab.run(12_000);
      for (const client of clients) {
        const net = client.frame?.net;
        expect(net?.correctionP50Px, `seeds 7, 21 and 22`).toBeLessThan(mostP50Px);
        expect(net?.state).toBe("live");
      }
      expect(lab.bench.reports).toEqual([]);
    });
  }

  it("never jumps on the screen when it bumps into what its prediction cannot see", async () => {
    const lab = await ArenaLab.open({ ...ALONE, map: ONE_STATION }, 3);
    const ram = await lab.join(MIDDLING, 8);
    await lab.join(MIDDLING, 9, 1000 / 60, 2);
    ram.steer = ({ model, frame }) => {
      const target = frame?.ships.items.slice(0, frame.ships.count).find(({ own }) => !own);
      const own = frame?.ownShip;
      if (!target || !own) return;
      const turns = Math.atan2(target.y - own.y, target.x - own.x) / (2 * Math.PI);
      model.control(CONTROL.aim | CONTROL.thrust, Math.round(turns * 65536) & 65535);
    };
    let last: { x: number; y: number } | null = null;
    let farthestPx = 0;
    let correctedPx = 0;
    ram.seen = ({ ownShip, net }) => {
      if (ownShip === null) return;
      correctedPx = Math.max(correctedPx, net.correctionPx);
      if (last !== null) farthestPx = Math.max(farthestPx, Math.hypot(ownShip.x - last.x, ownShip.y - last.y));
      last = { x: ownShip.x, y: ownShip.y };
    };
    lab.run(40_000);
    expect(correctedPx, "seeds 3, 8 and 9").toBeGreaterThan(20);
    // The Sparrow's top speed is 6.6 px a tick, and what is left of a correction goes by 5 px a frame.
    expect(farthestPx, "seeds 3, 8 and 9").toBeLessThan(6.6 + 5 + 0.1);
  });

  it("comes back after its death, and flies on", async () => {
    const lab = await ArenaLab.open({ ...BUSY, respawnTicks: 60 }, 9);
    const client = await lab.join(MIDDLING, 2);
    const rounds: boolean[] = [];
    client.seen = ({ ownShip }) => rounds.push(ownShip !== null);
    // Straight into the star.
    client.steer = ({ model, frame }) => {
      const ship = frame?.ownShip;
      if (!ship) return;
      const heading = Math.atan2(-ship.y, -ship.x) / (2 * Math.PI);
      model.control(CONTROL.aim | CONTROL.thrust | CONTROL.boost, Math.round(heading * 65536) & 65535);
    };
    lab.run(90_000);
    const died = rounds.indexOf(false, rounds.indexOf(true));
    expect(died).toBeGreaterThan(0);
    expect(rounds.indexOf(true, died)).toBeGreaterThan(0);
    expect(client.frame?.events).toBeDefined();
  });
});
