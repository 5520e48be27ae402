import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArenaFrame } from "../../../client/games/arena/model/frame.ts";
import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { SPAWN_GUARD_TICKS } from "../../../shared/games/arena/data/rules.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";
import { ArenaLab, type LabClient } from "../../harness/arena/lab.ts";
import { MIDDLING } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

const BUSY = { seats: 24, pirates: 20, traders: 12 };
/** Half of what a screen shows across, px. */
const SCREEN_PX = 1_100;

/** Flies on at full speed, in wide turns, and fires. */
function roam({ model }: LabClient, nowMs: number): void {
  const turn = Math.floor(nowMs / 1_000) % 4 === 0 ? CONTROL.left : 0;
  model.control(CONTROL.thrust | turn | (Math.floor(nowMs / 500) % 2 ? CONTROL.primary : 0), 0);
}

const shipsOf = ({ ships }: ArenaFrame) => ships.items.slice(0, ships.count);
const slotOf = ({ ships }: World, id: number) => ships.id.findIndex((at, slot) => at === id && ships.live[slot] === 1);

async function busy(seed: number): Promise<{ lab: ArenaLab; client: LabClient }> {
  const lab = await ArenaLab.open(BUSY, seed);
  for (let i = 0; i < 6; i++) (await lab.join(MIDDLING, 60 + i)).steer = roam;
  const client = await lab.join(MIDDLING, 50);
  client.steer = roam;
  lab.run(3_000);
  return { lab, client };
}

describe("what is in view", () => {
  beforeAll(() => RoomBench.start());
  afterAll(() => RoomBench.stop());

  it("comes and goes beyond the screen's edge, and is known from its first frame on", async () => {
    let [came, went] = [0, 0];
    for (const seed of [12, 14, 15]) {
      const { lab, client } = await busy(seed);
      const { world } = lab;
      const last = new Map<number, number>();
      client.seen = (frame) => {
        const now = new Map<number, number>();
        for (const ship of shipsOf(frame)) {
          if (ship.own) continue;
          const awayPx = Math.hypot(ship.x - frame.focus.x, ship.y - frame.focus.y);
          now.set(ship.id, awayPx);
          expect(ship.name, `ship ${ship.id}`).not.toBe("");
          expect(ship.armor).toBeGreaterThan(0);
          const slot = slotOf(world, ship.id);
          const isNew = slot >= 0 && world.ships.guard[slot] > SPAWN_GUARD_TICKS - 30;
          if (last.has(ship.id) || isNew || last.size === 0) continue;
          came++;
          expect(awayPx, `ship ${ship.id} appears`).toBeGreaterThan(SCREEN_PX);
        }
        for (const [id, awayPx] of last) {
          if (now.has(id) || slotOf(world, id) < 0 || frame.ownShip === null) continue;
          went++;
          expect(awayPx, `ship ${id} is gone`).toBeGreaterThan(SCREEN_PX);
        }
        last.clear();
        if (frame.ownShip !== null) for (const [id, awayPx] of now) last.set(id, awayPx);
      };
      lab.run(40_000);
    }
    expect(came).toBeGreaterThan(5);
    expect(went).toBeGreaterThan(10);
  });

  it("D6: shows each ship where the server has it at that tick, though nobody has told it yet", async () => {
    const { lab, client } = await busy(13);
    const { ships, config } = lab.world;
    const shown: { tick: number; id: number; x: number; y: number }[] = [];
    const errors: number[] = [];
    client.seen = (frame) => {
      const tick = Math.floor(frame.tick);
      for (const { id, own } of shipsOf(frame)) {
        const helm = own ? client.model.ownHelm : client.model.helmOf(id);
        if (helm !== null && !own) shown.push({ tick, id, x: helm.x, y: helm.y });
      }
    };
    for (let i = 0; i < 1_200; i++) {
      lab.run(1000 / 60);
      const { tick } = lab.world;
      while (shown.length > 0 && shown[0].tick <= tick) {
        const { tick: at, id, x, y } = shown.shift() as (typeof shown)[number];
        const slot = slotOf(lab.world, id);
        if (at === tick && slot >= 0) errors.push(Math.hypot(ships.x[slot] - x, ships.y[slot] - y) / ONE);
      }
    }
    errors.sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(500);
    expect(errors[errors.length >> 1], "median, px").toBeLessThan(config.slackPx);
    // Of the rest some are news that is on its way: about ten ticks of turning, braking and bumping.
    expect(errors[Math.floor(errors.length * 0.9)], "p90, px").toBeLessThan(4);
  });

  it("is charted beyond: cells that hold ships, half a second ago", async () => {
    const { lab, client } = await busy(14);
    lab.run(1_000);
    const { chart, config, ships, pilotCount, own } = client.frame as ArenaFrame;
    const { world } = lab;
    const cellPx = (2 * (config?.map.radiusPx ?? 0)) / chart.side;
    const along = (place: number) =>
      Math.min(chart.side - 1, Math.max(0, Math.floor(place / ONE / cellPx + chart.side / 2)));
    const near = (row: number, column: number) => {
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) if (chart.cells[(row + dy) * chart.side + column + dx]) return true;
      return false;
    };
    for (let slot = 0; slot < world.ships.high; slot++)
      if (world.ships.live[slot]) expect(near(along(world.ships.y[slot]), along(world.ships.x[slot]))).toBe(true);
    const cells = chart.cells.reduce((sum, cell) => sum + cell, 0);
    expect(cells).toBeGreaterThan(5);
    expect(cells).toBeLessThanOrEqual(world.ships.count);
    expect(ships.count).toBeLessThan(world.ships.count);
    expect(pilotCount).toBe(world.players.count);
    expect(own.rank).toBeGreaterThan(0);
  });
});
