import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import { CONTROL, encodeClientCommand, HULLS, newHelm, PATCH_EVERY_TICKS } from "../../../shared/games/arena/index.ts";
import { tickOf } from "../../../shared/games/arena/wire/state.ts";
import { ONE } from "../../../shared/math/fixed.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { digestState } from "../../../shared/wire/digest.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeStateCheck } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { controls, open, seatOf, stateOf } from "./arena-lab.ts";
import { ClientModel, compare, countExtraShots, errorsOfNearest, helmAt } from "./client-model.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

describe("the arena room", () => {
  it("D5: takes as many people as the setting says, beside its pirates and traders", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 2, pirates: 3, traders: 1 });
    const [first, second] = [await arena.join({ name: "Ada" }), await arena.join({ name: "Bo" })];
    await expect(arena.join({ name: "Cy" })).rejects.toThrow("is already full");
    bench.ticks(3);
    expect([seatOf(first), seatOf(second)]).toEqual([0, 1]);
    const { players, ships } = stateOf(second);
    expect([...players.values()].map(({ kind }) => kind).sort()).toEqual([0, 0, 1, 1, 1, 2]);
    expect([...ships.values()].every(({ seat }) => seat !== seatOf(second))).toBe(true);
    expect(stateOf(second).pilots).toBe(6);
  });

  it("refuses a name that someone in the room has, and takes it once it is free", async () => {
    const arena = await open(new RoomBench(), { seats: 4 });
    const ada = await arena.join({ name: "Ada" });
    await arena.join({ name: "Bo" });
    await expect(arena.join({ name: " ADA " })).rejects.toMatchObject({
      code: ROOM_REFUSAL.nameTaken,
      message: "name: ADA is already in this arena; choose another name",
    });
    ada.drop();
    await expect(arena.join({ name: "ada" })).rejects.toMatchObject({ code: ROOM_REFUSAL.nameTaken });
    const back = await arena.reconnect(ada);
    back.consentedLeave();
    expect(seatOf(await arena.join({ name: "ada" }))).toBe(0);
  });

  it("gives each the hull asked for, and a new one with the next ship", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 8, pirates: 0, traders: 0 });
    const clients: FakeClient[] = [];
    for (const [i, { name }] of HULLS.entries()) clients.push(await arena.join({ name: `Pilot ${i}`, hull: name }));
    bench.ticks(3);
    const hulls = () => clients.map((client) => stateOf(client).own.hull);
    expect(hulls()).toEqual(HULLS.map((_, i) => i));
    clients[0].command(0, encodeClientCommand({ type: "hull", hull: 3 }));
    bench.ticks(3);
    expect(arena.world.players.nextHull[0]).toBe(3);
    expect(hulls()[0]).toBe(0);
  });

  it("flies a ship as its player steers, and keeps it for a player who returns", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 4, pirates: 0, traders: 0 });
    const ada = await arena.join({ name: "Ada" });
    bench.ticks(3);
    const { ship } = stateOf(ada).own;
    expect(ship).toBeGreaterThan(0);
    ada.command(5, controls(CONTROL.thrust | CONTROL.left));
    bench.ticks(3);
    expect(arena.world.ships.bits[0]).toBe(CONTROL.thrust | CONTROL.left);
    expect(stateOf(ada).own, "nobody is told of what was taken as it was meant").toMatchObject({
      ship,
      tick: 3,
      bits: 0,
    });
    ada.command(5, controls(CONTROL.thrust | CONTROL.right));
    bench.ticks(3);
    expect(stateOf(ada).own).toMatchObject({ ship, tick: 9, bits: CONTROL.thrust | CONTROL.right });
    ada.command(11, controls(CONTROL.left));
    bench.ticks(3);
    expect(stateOf(ada).own.tick).toBe(9);
    ada.drop();
    const early = await arena.reconnect(ada);
    expect(new ClientModel(early, arena.world).own(stateOf(early)), "who returns has forgotten").toEqual(
      helmAt(arena.world.ships, 0, 0),
    );
    early.drop();
    bench.ticks(3);
    expect(arena.world.players.online[0]).toBe(0);
    const back = await arena.reconnect(early);
    bench.ticks(3);
    expect(stateOf(back).players.get("0")).toMatchObject({ name: "Ada", online: true, alive: true });
    back.command(0, controls(CONTROL.boost));
    bench.ticks(3);
    expect(stateOf(back).own).toMatchObject({ ship, bits: CONTROL.boost });
  });

  it("D6: tells wholly of a turn that looks like the one before it", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 4, pirates: 0, traders: 0 });
    const { world } = arena;
    const pilot = await arena.join({ name: "Pilot" });
    const watcher = await arena.join({ name: "Watcher" });
    const { ships } = world;
    bench.ticks(3);
    for (const slot of [0, 1]) {
      ships.x[slot] = (7_000 + slot * 200) * ONE;
      ships.y[slot] = 7_000 * ONE;
      ships.vx[slot] = ships.vy[slot] = 0;
    }
    const model = new ClientModel(watcher, world);
    const turn = () => stateOf(watcher).ships.get(String(ships.id[0]))?.turn;
    const press = (at: number, bits: number) => pilot.command(at, controls(bits));
    bench.ticks(3);
    press(8, CONTROL.left);
    bench.ticks(3);
    const first = turn();
    expect(first).toBeGreaterThan(0);
    press(10, CONTROL.right);
    press(11, 0);
    bench.ticks(3);
    bench.ticks(765 - 3);
    expect(turn(), "two changes in a patch are no turn").toBe(first);
    press(8 + 768, CONTROL.left);
    bench.ticks(6);
    expect(turn()).toBe(first);
    expect(model.ship(String(ships.id[0]))).toEqual(readPublished(world, 0, newHelm()));
    expect(ships.bits[0]).toBe(CONTROL.left);
  });

  it("D6: shows every client what is near it as the machine says it does, however wildly it is played, whenever they joined", async () => {
    const seed = 20_260_729;
    const random = createRandom(seed);
    const bench = new RoomBench(seed);
    const rounds = { roundTicks: 900, resultTicks: 120, respawnTicks: 60 };
    const arena = await open(bench, { seats: 24, pirates: 12, traders: 6, ...rounds });
    const { world } = arena;
    const watcher = await arena.join({ name: "Watcher", verify: true });
    const slow = await arena.join({ name: "Slow" });
    const models = new Map([watcher, slow].map((client) => [client, new ClientModel(client, world)]));
    let late: FakeClient | null = null;
    let here: FakeClient[] = [];
    let names = 0;
    const seen = { compared: 0, ships: 0, bolts: 0, pods: 0, gone: 0, ghosts: 0 };
    while (world.tick < 3_000) {
      const dice = nextBelow(random, 100);
      const client = here[nextBelow(random, here.length || 1)];
      if (dice < 6 && here.length < 21) {
        const hull = nextBelow(random, HULLS.length);
        here.push(await arena.join({ name: `Pilot ${names++}`, hull }, { deaf: true }));
      } else if (dice < 8 && client !== undefined) {
        client.consentedLeave();
        here = here.filter((other) => other !== client);
        seen.gone++;
      } else if (dice < 10 && client !== undefined) {
        client.drop();
        here[here.indexOf(client)] = await arena.reconnect(client);
      }
      for (const one of here)
        if (nextBelow(random, 4) === 0)
          one.command(world.tick + nextBelow(random, 6), controls(nextBelow(random, 256) | CONTROL.primary));
      if (nextBelow(random, 8) === 0)
        slow.bufferedBytes = nextBelow(random, 2) === 0 ? 0 : REPLICATION_LIMITS.pendingBytes + 1;
      bench.ticks(1 + nextBelow(random, 5));
      if (late === null && world.tick > 1_500) {
        late = await arena.join({ name: "Latecomer" });
        models.set(late, new ClientModel(late, world));
      }
      if (world.tick % PATCH_EVERY_TICKS !== 0) continue;
      if (nextBelow(random, 4) > 0) continue;
      for (const [one, model] of models) {
        if (tickOf(stateOf(one)) !== world.tick) continue;
        const more = compare(one, arena, model, `seed ${seed}, tick ${world.tick}`);
        for (const kind of ["ships", "bolts", "pods"] as const) seen[kind] += more[kind];
        seen.ghosts += countExtraShots(world, stateOf(one), model);
        seen.compared++;
      }
    }
    // The play was worth the name.
    expect(seen.compared).toBeGreaterThan(100);
    expect(seen.ships).toBeGreaterThan(500);
    expect(seen.bolts).toBeGreaterThan(500);
    for (const model of models.values()) expect(model.firings).toBeGreaterThan(50);
    expect(seen.pods).toBeGreaterThan(5);
    expect(seen.ghosts).toBe(0);
    expect(seen.gone).toBeGreaterThan(5);
    expect(world.round).toBeGreaterThan(2);
    bench.ticks(60 - (world.tick % 60));
    const { tick, digest } = decodeStateCheck(watcher.last("check"));
    expect(tick).toBe(world.tick);
    expect(digestState(stateOf(watcher))).toBe(digest);
  });

  it("holds 1,000 people", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 1_000 });
    const watcher = await arena.join({ name: "Watcher" });
    const model = new ClientModel(watcher, arena.world);
    const many: FakeClient[] = [];
    for (let i = 1; i < 1_000; i++) many.push(await arena.join({ name: `Pilot ${i}` }, { deaf: true }));
    await expect(arena.join({ name: "One more" })).rejects.toThrow("is already full");
    expect(many.map(seatOf)).toEqual(many.map((_, i) => i + 1));
    for (let tick = 0; tick < 60; tick++) {
      for (const [i, client] of many.entries())
        if ((i + tick) % 10 === 0) client.command(0, controls(CONTROL.thrust | CONTROL.primary | (i % 2 ? 4 : 8)));
      bench.ticks(1);
    }
    const { config } = arena.world;
    const crowded = errorsOfNearest(watcher, arena.world, model, 10);
    for (const { offPx, offTurn } of crowded) {
      expect(offPx).toBeLessThanOrEqual(config.slackPx);
      expect(offTurn).toBeLessThanOrEqual(config.slackTurn);
    }
    expect(bench.reports).toEqual([]);
    expect(many.every(({ closed }) => closed === null)).toBe(true);
  }, 60_000);
});
