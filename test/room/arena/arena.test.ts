import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { railsOf } from "../../../client/games/arena/model/rails-cache.ts";
import { ServerShip } from "../../../client/games/arena/model/server-ship.ts";
import { PLAYER_NAMING } from "../../../server/games/arena/admit.ts";
import { type ArenaDefinition, arenaRoom } from "../../../server/games/arena/index.ts";
import { SHIP_VIEW } from "../../../server/games/arena/views.ts";
import { weaponOf } from "../../../shared/games/arena/data/weapons.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  type ArenaConfig,
  CONTROL,
  encodeClientCommand,
  HELM_FIELDS,
  type Helm,
  HULLS,
  launchShot,
  newHelm,
  PATCH_EVERY_TICKS,
  type Shot,
  stepHelm,
  stepShot,
  type World,
} from "../../../shared/games/arena/index.ts";
import { maskUnpublished } from "../../../shared/games/arena/published-motion.ts";
import { readHelm } from "../../../shared/games/arena/rows.ts";
import { nameAt } from "../../../shared/games/arena/seats.ts";
import { newFiring, shotSeat, shotTick, unpackFiring, unpackShot } from "../../../shared/games/arena/shot-codec.ts";
import { type ArenaState, tickOf } from "../../../shared/games/arena/wire/state.ts";
import { DRIFT_FIELDS } from "../../../shared/games/arena/world.ts";
import { ONE, turnBetween } from "../../../shared/math/fixed.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { digestState } from "../../../shared/wire/digest.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeStateCheck, decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

interface Arena extends BenchRoom {
  world: World;
  /** What those who joined are called, in that order. */
  readonly called: readonly string[];
}

async function open(bench: RoomBench, settings: Partial<ArenaConfig>): Promise<Arena> {
  const definition = arenaRoom(settings, 60);
  let world: World | null = null;
  const called: string[] = [];
  const watched: ArenaDefinition = {
    ...definition,
    naming: {
      ...PLAYER_NAMING,
      nameOf(join) {
        called.push(join.name);
        return PLAYER_NAMING.nameOf(join);
      },
    },
    machine: {
      ...definition.machine,
      create(seed, config) {
        world = definition.machine.create(seed, config);
        return world;
      },
    },
  };
  const room = await bench.open(watched);
  if (world === null) throw new Error("no world was made");
  return Object.assign(room, { world: world as World, called });
}

const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;
const stateOf = (client: FakeClient) => client.seen as ArenaState;
const controls = (bits: number, aim = 0) => encodeClientCommand({ type: "controls", bits, aim, seen: 0 });

/** Ships that move at most so far between two looks at what is near: what is farther out may not be told yet. */
const SURE_PX = SHIP_VIEW.enterPx - 500;

/** A shot as it was told, and since which tick it flies. */
interface ToldBolt {
  readonly words: string;
  readonly fired: number;
  readonly seat: number;
  readonly tick: number;
  readonly flight: Shot;
}

/** What a client believes: its ships after each frame, as clients read them, and all else continued to the state's tick. */
class Believer {
  readonly #client: FakeClient;
  readonly #map;
  readonly #rails;
  readonly #step;
  readonly #ships = new Map<string, { readonly told: ServerShip; readonly seat: number }>();
  readonly #bolts = new Map<string, ToldBolt>();
  /** Shots told by their ships so far. */
  firings = 0;

  constructor(client: FakeClient, { config }: World) {
    this.#client = client;
    this.#map = config.map;
    this.#rails = railsOf(config.map);
    this.#step = (helm: Helm, tick: number) => void stepHelm(helm, this.#map, this.#rails.at(tick));
    client.heard = ({ kind }) => {
      if (kind === "state" || kind === "patch") this.#read();
    };
    this.#read();
  }

  #read(): void {
    const state = stateOf(this.#client);
    for (const [id, record] of state.ships) {
      const ship = this.#ships.get(id) ?? { told: new ServerShip(), seat: record.seat };
      this.#ships.set(id, ship);
      ship.told.read(record, tickOf(state), this.#step);
    }
    for (const id of this.#ships.keys()) if (!state.ships.has(id)) this.#ships.delete(id);
    this.#readBolts(state, tickOf(state));
  }

  /** Without what others need not know. */
  ship(id: string): Helm {
    const ship = this.#ships.get(id);
    if (ship === undefined) throw new Error(`ship ${id} was never read`);
    return maskUnpublished({ ...ship.told.helm });
  }

  own(state: ArenaState): Helm {
    const helm = newHelm();
    helm.hull = state.own.hull;
    for (const field of HELM_FIELDS) helm[field] = state.own[field];
    for (let tick = state.own.tick + 1; tick <= tickOf(state); tick++) this.#step(helm, tick);
    return helm;
  }

  /** Shots as they are now, in any order. */
  get bolts(): (Shot & { readonly seat: number; readonly ageTicks: number })[] {
    const now = tickOf(stateOf(this.#client));
    return [...this.#bolts.values()].map(({ seat, tick: from, flight: told }) => {
      const flight = { ...told };
      for (let tick = from + 1; tick <= now; tick++) stepShot(flight, this.#rails.at(tick));
      return { seat, ageTicks: now - from, ...flight };
    });
  }

  #readBolts({ bolts }: ArenaState, now: number): void {
    for (const [key, row] of bolts) {
      const words = `${row.a} ${row.b} ${row.c}`;
      const known = this.#bolts.get(key);
      const flight: Shot = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };
      if (known === undefined ? words !== "0 0 0" : known.words !== words) {
        unpackShot(row, flight);
        const { fired } = row;
        this.#bolts.set(key, { words, fired, seat: shotSeat(row), tick: shotTick(row, now), flight });
      } else if (known === undefined || known.fired !== row.fired) {
        const { seat, weapon, index, tick } = unpackFiring(row.fired, now, newFiring());
        const ship = [...this.#ships.values()].find((one) => one.seat === seat);
        const helm = newHelm();
        expect(ship?.told.at(tick, this.#step, helm), `ship of seat ${seat}`).toBe(true);
        launchShot(helm, weapon, index, flight);
        this.#bolts.set(key, { words, fired: row.fired, seat, tick, flight });
        this.firings++;
      }
    }
    for (const key of this.#bolts.keys()) if (!bolts.has(key)) this.#bolts.delete(key);
  }
}

function helmAt(table: { readonly [F in (typeof HELM_FIELDS)[number]]: Int32Array }, slot: number, hull: number): Helm {
  return readHelm(table, slot, hull, newHelm());
}

/**
 * Holds what a client believes against the world. Returns how much it compared.
 */
function compare(client: FakeClient, { world, called }: Arena, believer: Believer, where: string) {
  const state = stateOf(client);
  const { ships, bolts, rocks, pods, players, config } = world;
  const seat = seatOf(client);
  const seen = { ships: 0, bolts: 0, pods: 0 };
  const own = players.ship[seat] - 1;
  const away = (x: number, y: number) => Math.hypot(x - ships.x[own], y - ships.y[own]) / ONE;
  expect(tickOf(state), where).toBe(world.tick);
  expect(state, where).toMatchObject({ round: world.round, phase: world.phase });
  expect(state.own, where).toMatchObject({
    ship: own < 0 ? 0 : ships.id[own],
    respawnAt: players.respawnAt[seat],
    cargo0: players.cargo0[seat],
    cargo3: players.cargo3[seat],
  });
  if (own >= 0) expect(believer.own(state), where).toEqual(helmAt(ships, own, ships.hull[own]));
  for (const [id, record] of state.ships) {
    const slot = [...ships.id.keys()].find((at) => ships.live[at] === 1 && String(ships.id[at]) === id);
    if (slot === undefined) throw new Error(`${where}: ship ${id} is gone`);
    const helm = believer.ship(id);
    expect(helm, where).toEqual(readPublished(world, slot, newHelm()));
    expect(Math.hypot(helm.x - ships.x[slot], helm.y - ships.y[slot]) / ONE, where).toBeLessThanOrEqual(config.slackPx);
    expect(Math.abs(turnBetween(helm.heading, ships.heading[slot])), where).toBeLessThanOrEqual(config.slackTurn);
    expect(record.seat, where).toBe(ships.seat[slot]);
    expect(state.players.get(`${record.seat}`), where).toMatchObject({
      name: nameAt(world, record.seat, (pilot) => called[pilot - 1]),
      kills: players.kills[record.seat],
      alive: true,
    });
    seen.ships++;
  }
  if (own < 0) return seen;
  for (let slot = 0; slot < ships.high; slot++)
    if (ships.live[slot] && slot !== own && away(ships.x[slot], ships.y[slot]) < SURE_PX)
      expect(state.ships.has(String(ships.id[slot])), `${where}: ship ${ships.id[slot]}`).toBe(true);
  const believed = believer.bolts;
  for (let slot = 0; slot < bolts.high; slot++) {
    if (!bolts.live[slot] || away(bolts.x[slot], bolts.y[slot]) > SURE_PX) continue;
    const off = believed
      .filter(({ seat, weapon }) => seat === bolts.seat[slot] && weapon === bolts.weapon[slot])
      .map(({ x, y }) => Math.hypot(x - bolts.x[slot], y - bolts.y[slot]) / ONE);
    expect(Math.min(...off), `${where}: shot ${slot}`).toBeLessThan(1);
    seen.bolts++;
  }
  for (const [table, records] of [
    [rocks, state.rocks],
    [pods, state.pods],
  ] as const) {
    const places = table === rocks ? world.scratch.rockPositions : world.scratch.podPositions;
    for (let slot = 0; slot < table.high; slot++) {
      if (!table.live[slot] || away(places.x[slot], places.y[slot]) > SURE_PX) continue;
      const record = records.get(String(table.id[slot]));
      for (const field of DRIFT_FIELDS) expect(record?.[field], where).toBe(table[field][slot]);
      if (table === pods) seen.pods++;
    }
  }
  return seen;
}

/** How far off the ships nearest to a client are, of those that it has. */
function believedNearest(client: FakeClient, world: World, believer: Believer, count: number) {
  const { ships, players } = world;
  const own = players.ship[seatOf(client)] - 1;
  const away = (slot: number) => Math.hypot(ships.x[slot] - ships.x[own], ships.y[slot] - ships.y[own]);
  const slots = [...ships.live.keys()].filter((slot) => ships.live[slot] === 1 && slot !== own);
  return slots
    .sort((a, b) => away(a) - away(b))
    .slice(0, count)
    .map((slot) => {
      const helm = believer.ship(String(ships.id[slot]));
      return {
        offPx: Math.hypot(helm.x - ships.x[slot], helm.y - ships.y[slot]) / ONE,
        offTurn: Math.abs(turnBetween(helm.heading, ships.heading[slot])),
      };
    });
}

/** Shots that a client still sees fly, and the world does not have. Nobody knows to the tick when one left the muzzle. */
function ghosts({ bolts }: World, state: ArenaState, believer: Believer): number {
  let count = 0;
  const own = believer.own(state);
  for (const { seat, weapon, ageTicks, x, y } of believer.bolts) {
    const inSight = Math.hypot(x - own.x, y - own.y) / ONE < SURE_PX;
    const inTime = ageTicks < weaponOf(weapon).lifeTicks - PATCH_EVERY_TICKS;
    const isThere = (slot: number) =>
      bolts.live[slot] === 1 &&
      bolts.seat[slot] === seat &&
      bolts.weapon[slot] === weapon &&
      Math.hypot(x - bolts.x[slot], y - bolts.y[slot]) / ONE < 1;
    if (inSight && inTime && ![...bolts.live.keys()].some(isThere)) count++;
  }
  return count;
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
    expect(new Believer(early, arena.world).own(stateOf(early)), "who returns has forgotten").toEqual(
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
    const believer = new Believer(watcher, world);
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
    expect(believer.ship(String(ships.id[0]))).toEqual(readPublished(world, 0, newHelm()));
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
    const believers = new Map([watcher, slow].map((client) => [client, new Believer(client, world)]));
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
        believers.set(late, new Believer(late, world));
      }
      if (world.tick % PATCH_EVERY_TICKS !== 0) continue;
      if (nextBelow(random, 4) > 0) continue;
      for (const [one, believer] of believers) {
        if (tickOf(stateOf(one)) !== world.tick) continue;
        const more = compare(one, arena, believer, `seed ${seed}, tick ${world.tick}`);
        for (const kind of ["ships", "bolts", "pods"] as const) seen[kind] += more[kind];
        seen.ghosts += ghosts(world, stateOf(one), believer);
        seen.compared++;
      }
    }
    // The play was worth the name.
    expect(seen.compared).toBeGreaterThan(100);
    expect(seen.ships).toBeGreaterThan(500);
    expect(seen.bolts).toBeGreaterThan(500);
    for (const believer of believers.values()) expect(believer.firings).toBeGreaterThan(50);
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
    const believer = new Believer(watcher, arena.world);
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
    const crowded = believedNearest(watcher, arena.world, believer, 10);
    for (const { offPx, offTurn } of crowded) {
      expect(offPx).toBeLessThanOrEqual(config.slackPx);
      expect(offTurn).toBeLessThanOrEqual(config.slackTurn);
    }
    expect(bench.reports).toEqual([]);
    expect(many.every(({ closed }) => closed === null)).toBe(true);
  }, 60_000);
});
