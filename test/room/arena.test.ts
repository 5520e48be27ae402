import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ArenaDefinition, arenaRoom } from "../../server/rooms/arena/index.ts";
import {
  type ArenaConfig,
  CONTROL,
  createRails,
  type Drift,
  encodeClientCommand,
  type Flight,
  HELM_FIELDS,
  type Helm,
  HULLS,
  moveRails,
  newHelm,
  PATCH_EVERY_TICKS,
  stepFlight,
  stepHelm,
  type World,
} from "../../shared/arena/index.ts";
import { DRIFT_FIELDS } from "../../shared/arena/world.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import type { ArenaState } from "../../shared/wire/arena.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { decodeCheck, decodeWelcome } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

interface Arena extends BenchRoom {
  world: World;
}

async function open(bench: RoomBench, settings: Partial<ArenaConfig>): Promise<Arena> {
  const definition = arenaRoom(settings, 60);
  let world: World | null = null;
  const watched: ArenaDefinition = {
    ...definition,
    project(of) {
      world = of;
      return definition.project(of);
    },
  };
  const room = await bench.open(watched);
  if (world === null) throw new Error("no world was made");
  return Object.assign(room, { world: world as World });
}

const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;
const stateOf = (client: FakeClient) => client.seen as ArenaState;
const controls = (bits: number, aim = 0) => encodeClientCommand({ type: "controls", bits, aim });

type Plain = Record<string, unknown>;

/** What a client that decoded `state` believes now: every record continued to the state's tick, as clients do. */
function believed(state: ArenaState, { config }: World) {
  const { map } = config;
  const rails = createRails(map);
  const until = (from: number, step: () => void) => {
    for (let tick = from + 1; tick <= state.tick; tick++) {
      moveRails(rails, map, tick);
      step();
    }
  };
  const ships: Plain = {};
  state.ships.forEach((record, id) => {
    const helm: Helm = newHelm();
    helm.hull = record.hull;
    for (const field of HELM_FIELDS) helm[field] = record[field];
    until(record.tick, () => stepHelm(helm, map, rails));
    ships[id] = { seat: record.seat, ...helm };
  });
  const bolts: Plain = {};
  state.bolts.forEach((record, id) => {
    const { x, y, vx, vy, weapon } = record;
    const flight: Flight = { x, y, vx, vy, weapon };
    until(record.bornAt, () => stepFlight(flight, map, rails));
    bolts[id] = { seat: record.seat, ...flight };
  });
  const { tick, round, phase, phaseEndsAt, players, rocks, pods } = state.toJSON() as Plain;
  return { tick, round, phase, phaseEndsAt, players, ships, bolts, rocks, pods };
}

interface Rows {
  readonly high: number;
  readonly live: Uint8Array;
}

function rowsOf(table: Rows, key: (slot: number) => number, row: (slot: number) => Plain): Plain {
  const rows: Plain = {};
  for (let slot = 0; slot < table.high; slot++) if (table.live[slot]) rows[key(slot)] = row(slot);
  return rows;
}

function pick<F extends string>(from: { readonly [K in F]: Int32Array }, fields: readonly F[], slot: number): Plain {
  return Object.fromEntries(fields.map((field) => [field, from[field][slot]]));
}

/** The truth in the same form. */
function truth(world: World) {
  const { tick, round, phase, phaseEndsAt, players, ships, bolts, rocks, pods, names } = world;
  const drift = (from: { readonly [K in keyof Drift]: Int32Array }, slot: number) => pick(from, DRIFT_FIELDS, slot);
  const cargo = ["cargo0", "cargo1", "cargo2", "cargo3"] as const;
  return {
    tick,
    round,
    phase,
    phaseEndsAt,
    players: rowsOf(
      players,
      (seat) => seat,
      (seat) => ({
        ...pick(players, ["kind", "hull", "credits", "kills", "deaths", "bounty", "respawnAt", ...cargo], seat),
        name: names[seat],
        online: players.online[seat] === 1,
        ship: players.ship[seat] > 0 ? ships.id[players.ship[seat] - 1] : 0,
      }),
    ),
    ships: rowsOf(
      ships,
      (slot) => ships.id[slot],
      (slot) => pick(ships, ["seat", "hull", ...HELM_FIELDS], slot),
    ),
    bolts: rowsOf(
      bolts,
      (slot) => bolts.id[slot],
      (slot) => pick(bolts, ["seat", "weapon", "x", "y", "vx", "vy"], slot),
    ),
    rocks: rowsOf(
      rocks,
      (slot) => rocks.id[slot],
      (slot) => ({ ...pick(rocks, ["size", "ore"], slot), ...drift(rocks, slot) }),
    ),
    pods: rowsOf(
      pods,
      (slot) => pods.id[slot],
      (slot) => ({ ...pick(pods, ["ore", "amount"], slot), ...drift(pods, slot) }),
    ),
  };
}

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
    expect(ships.size).toBe(6);
  });

  it("refuses a name that someone in the room has, and takes it once it is free", async () => {
    const arena = await open(new RoomBench(), { seats: 4 });
    const ada = await arena.join({ name: "Ada" });
    await arena.join({ name: "Bo" });
    await expect(arena.join({ name: " ADA " })).rejects.toMatchObject({
      code: ROOM_REFUSAL.nameTaken,
      message: "name: someone in this arena is called ADA already; choose another",
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
    const hulls = () => [...stateOf(clients[0]).ships.values()].map(({ seat, hull }) => [seat, hull]);
    expect(hulls()).toEqual(HULLS.map((_, i) => [i, i]));
    clients[0].command(0, encodeClientCommand({ type: "hull", hull: 3 }));
    bench.ticks(3);
    expect(arena.world.players.nextHull[0]).toBe(3);
    expect(hulls()[0]).toEqual([0, 0]);
  });

  it("flies a ship as its player steers, and keeps it for a player who returns", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 4, pirates: 0, traders: 0 });
    const ada = await arena.join({ name: "Ada" });
    bench.ticks(3);
    const ship = stateOf(ada).players.get("0")?.ship;
    const recordOf = (client: FakeClient) => stateOf(client).ships.get(String(ship));
    ada.command(5, controls(CONTROL.thrust | CONTROL.left));
    bench.ticks(3);
    expect(recordOf(ada)).toMatchObject({ seat: 0, tick: 6, bits: CONTROL.thrust | CONTROL.left });
    ada.drop();
    bench.ticks(3);
    expect(arena.world.players.online[0]).toBe(0);
    const back = await arena.reconnect(ada);
    bench.ticks(3);
    expect(stateOf(back).players.get("0")).toMatchObject({ name: "Ada", online: true, ship });
    back.command(0, controls(CONTROL.boost));
    bench.ticks(3);
    expect(recordOf(back)?.bits).toBe(CONTROL.boost);
  });

  it("shows every client exactly the world, however long and wildly it is played, whenever they joined", async () => {
    const seed = 20_260_729;
    const random = createRandom(seed);
    const bench = new RoomBench(seed);
    const rounds = { roundTicks: 900, resultTicks: 120, respawnTicks: 60 };
    const arena = await open(bench, { seats: 24, pirates: 12, traders: 6, ...rounds });
    const { world } = arena;
    const watcher = await arena.join({ name: "Watcher", verify: true });
    let late: FakeClient | null = null;
    let here: FakeClient[] = [];
    let names = 0;
    const seen = { compared: 0, bolts: 0, pods: 0, gone: 0 };
    while (world.tick < 3_000) {
      const dice = nextBelow(random, 100);
      const client = here[nextBelow(random, here.length || 1)];
      if (dice < 6 && here.length < 22) {
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
      bench.ticks(1 + nextBelow(random, 5));
      if (late === null && world.tick > 1_500) late = await arena.join({ name: "Latecomer" });
      if (world.tick % PATCH_EVERY_TICKS !== 0) continue;
      const expected = truth(world);
      seen.bolts += Object.keys(expected.bolts).length;
      seen.pods += Object.keys(expected.pods).length;
      if (nextBelow(random, 4) > 0) continue;
      for (const one of [watcher, late]) {
        if (one === null || stateOf(one).tick !== world.tick) continue;
        expect(believed(stateOf(one), world), `seed ${seed}, tick ${world.tick}`).toEqual(expected);
        seen.compared++;
      }
    }
    // The play was worth the name.
    expect(seen.compared).toBeGreaterThan(100);
    expect(seen.bolts).toBeGreaterThan(1_000);
    expect(seen.pods).toBeGreaterThan(10);
    expect(seen.gone).toBeGreaterThan(5);
    expect(world.round).toBeGreaterThan(2);
    bench.ticks(60 - (world.tick % 60));
    const { tick, digest } = decodeCheck(watcher.last("check"));
    expect(tick).toBe(world.tick);
    expect(digestState(stateOf(watcher))).toBe(digest);
  });

  it("holds 1,000 people", async () => {
    const bench = new RoomBench();
    const arena = await open(bench, { seats: 1_000 });
    const watcher = await arena.join({ name: "Watcher" });
    const many: FakeClient[] = [];
    for (let i = 1; i < 1_000; i++) many.push(await arena.join({ name: `Pilot ${i}` }, { deaf: true }));
    await expect(arena.join({ name: "One more" })).rejects.toThrow("is already full");
    expect(many.map(seatOf)).toEqual(many.map((_, i) => i + 1));
    for (let tick = 0; tick < 60; tick++) {
      for (const [i, client] of many.entries())
        if ((i + tick) % 10 === 0) client.command(0, controls(CONTROL.thrust | CONTROL.primary | (i % 2 ? 4 : 8)));
      bench.ticks(1);
    }
    expect(believed(stateOf(watcher), arena.world)).toEqual(truth(arena.world));
    expect(bench.reports).toEqual([]);
    expect(many.every(({ closed }) => closed === null)).toBe(true);
  }, 60_000);
});
