import { describe, expect, it } from "vitest";
import { KitProjection, kitRoom, type NearOptions } from "../../../server/kit/index.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { NO_NAMES } from "../../../server/runtime/room-definition.ts";
import {
  type AnyWorld,
  asAnyRules,
  defineRules,
  flag,
  int,
  perSeat,
  rows,
  seatOrNobody,
} from "../../../shared/kit/index.ts";
import { readState } from "../../../shared/wire/kit/index.ts";
import { REPLICA_HOST, ReplicaClient } from "./replica-client.ts";

const place = { x: int(-5_000, 5_000).public(), y: int(-5_000, 5_000).public() };
const swarm = defineRules({
  id: "swarm",
  version: 1,
  tickHz: 20,
  seats: 2,
  world: {
    bees: rows(400, { ...place, seat: seatOrNobody().public(), honey: int(0, 9).own() }),
    hives: perSeat({ ...place, hidden: int(0, 9), z: flag().public() }),
  },
});
const rules = asAnyRules(swarm);
const NEAR: NearOptions = { table: "bees", x: "x", y: "y", enterPx: 500, leavePx: 700 };
const LOOK_PATCHES = 5;

describe("interest by place", () => {
  it("sends each client the rows near its own one, as they move, and rows of other tables as ever", () => {
    const world = swarm.machine.create(1, {});
    const any = world as unknown as AnyWorld;
    const mine = [0, 1].map((seat) => {
      any.seats[seat] = "here";
      any.hidden.holders[seat] = seat + 1;
      return world.bees.add({ seat, x: seat * 4_000 });
    });
    const bees = Array.from({ length: 100 }, (_, i) => world.bees.add({ seat: -1, x: i * 40, y: 100 }));
    const projection = new KitProjection(rules, any, NO_NAMES, NEAR);
    projection.write();
    const replicator = new Replicator(projection, REPLICA_HOST);
    const clients = [0, 1].map((seat) => new ReplicaClient(seat, seat + 1, replicator));
    const has = (seat: number) => new Set(readState(rules, clients[seat].state).tables.bees.keys());
    const isNear = (seat: number, id: number, px: number) => {
      const [eye, bee] = [mine[seat], world.bees.find(id)];
      return eye !== null && bee !== null && Math.hypot(bee.x - eye.x, bee.y - eye.y) <= px;
    };
    const check = () => {
      for (const seat of [0, 1]) {
        const found = has(seat);
        for (const { id } of world.bees) {
          if (isNear(seat, id, NEAR.enterPx)) expect(found, `seat ${seat}, bee ${id}`).toContain(id);
          if (!isNear(seat, id, NEAR.leavePx)) expect(found, `seat ${seat}, bee ${id}`).not.toContain(id);
        }
        expect(readState(rules, clients[seat].state).tables.hives.size).toBe(2);
        expect([...readState(rules, clients[seat].state).own.bees.keys()]).toEqual([seat + 1]);
      }
    };
    check();
    expect([has(0).size, has(1).size]).toEqual([14, 13]);
    for (let patch = 0; patch < 200; patch++) {
      const [first] = mine;
      if (first !== null) first.x += 20;
      for (const [i, bee] of bees.entries()) if (bee !== null && bee.y < 4_000) bee.y += i % 3;
      projection.write();
      replicator.patch([]);
      if (patch % LOOK_PATCHES === LOOK_PATCHES - 1) {
        for (let i = 0; i < LOOK_PATCHES; i++) replicator.patch([]);
        check();
      }
    }
    expect(has(0).size).toBeGreaterThan(5);
  });

  it.each([
    [{ table: "wasps" }, "near.table: swarm has no table wasps"],
    [{ x: "w" }, "near: swarm.world.bees has no public column of numbers w"],
    [{ y: "honey" }, "near: swarm.world.bees has no public column of numbers honey"],
    [{ enterPx: 800 }, "near: enterPx 800 and leavePx 700"],
    [{ table: "hives", x: "z" }, "near: swarm.world.hives has no public column of numbers z"],
  ])("refuses options that do not fit the rules: %o", (options, message) => {
    expect(() => kitRoom(swarm, { near: { ...NEAR, ...options } })).toThrow(message);
  });
});
