import { describe, expect, it } from "vitest";
import { ArenaProjection } from "../../../server/games/arena/projection.ts";
import { arena, arenaConfig } from "../../../shared/games/arena/index.ts";
import { addRow } from "../../../shared/table.ts";

const silent = () => {};

describe("a world that grows", () => {
  it("is published from its current arrays", () => {
    const world = arena.create(3, arenaConfig({ seats: 4 }));
    const projection = new ArenaProjection(world);
    projection.write();
    const before = world.bolts.x;
    for (let i = 0; i < 500; i++) {
      addRow(world.bolts);
      addRow(world.rocks);
      addRow(world.pods);
    }
    world.bolts.diesAt.fill(9_999);
    world.pods.diesAt.fill(9_999);
    for (let i = 0; i < 3; i++) arena.step(world, [], silent);
    projection.write();
    expect(world.bolts.x).not.toBe(before);
    const { ships, bolts, scratch } = world;
    const columns = { ships, bolts, rocks: scratch.rockPositions, pods: scratch.podPositions };
    for (const [name, { x, y }] of Object.entries(columns)) {
      const map = projection.replica.maps.find((one) => one.name === name);
      if (map?.interest.by !== "place") throw new Error(`${name} have no places`);
      expect(map.interest.x, name).toBe(x);
      expect(map.interest.y, name).toBe(y);
      expect(x.length, name).toBeGreaterThanOrEqual(map.table.high);
    }
  });

  it("takes little memory while it is small", () => {
    const world = arena.create(3, arenaConfig({ seats: 16 }));
    const { players, ships, shown, bolts, rocks, pods } = world;
    const tables = [players, ships, shown, bolts, rocks, pods];
    const cells = tables.map(({ columns, live }) => columns.length * live.length);
    expect(cells.reduce((sum, count) => sum + count, 0) * Int32Array.BYTES_PER_ELEMENT).toBeLessThan(65_536);
  });
});
