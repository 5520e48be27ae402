import { expect } from "vitest";
import { railsOf } from "../../../client/games/arena/model/rails-cache.ts";
import { ServerShip } from "../../../client/games/arena/model/server-ship.ts";
import { SHIP_VIEW } from "../../../server/games/arena/views.ts";
import { weaponOf } from "../../../shared/games/arena/data/weapons.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  HELM_FIELDS,
  type Helm,
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
import type { FakeClient } from "../../harness/fake-client.ts";
import { type Arena, seatOf, stateOf } from "./arena-lab.ts";

/** Within this distance a client has every entity. Farther out, one that came nearer may not be sent yet. */
const SURE_PX = SHIP_VIEW.enterPx - 500;

/** A shot as the client received it, and the tick since which it flies. */
interface ReceivedShot {
  readonly words: string;
  readonly fired: number;
  readonly seat: number;
  readonly tick: number;
  readonly flight: Shot;
}

/** The world as a client knows it: ships as read from each frame, and all else continued to the state's tick. */
export class ClientModel {
  readonly #client: FakeClient;
  readonly #map;
  readonly #rails;
  readonly #step;
  readonly #ships = new Map<string, { readonly told: ServerShip; readonly seat: number }>();
  readonly #bolts = new Map<string, ReceivedShot>();
  /** Number of shots so far that were sent as a firing of a ship. */
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

  /** Without what is sent to the owner only. */
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

/** The helm in a slot of a table of ships. */
export function helmAt(
  table: { readonly [F in (typeof HELM_FIELDS)[number]]: Int32Array },
  slot: number,
  hull: number,
): Helm {
  return readHelm(table, slot, hull, newHelm());
}

/**
 * Expects a client's model to agree with the world.
 *
 * @param where names the moment, for messages
 * @returns how many ships, shots and pods it compared
 */
export function compare(client: FakeClient, { world, called }: Arena, model: ClientModel, where: string) {
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
  if (own >= 0) expect(model.own(state), where).toEqual(helmAt(ships, own, ships.hull[own]));
  for (const [id, record] of state.ships) {
    const slot = [...ships.id.keys()].find((at) => ships.live[at] === 1 && String(ships.id[at]) === id);
    if (slot === undefined) throw new Error(`${where}: ship ${id} is gone`);
    const helm = model.ship(id);
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
  const believed = model.bolts;
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

/** Errors of position and heading of the ships nearest to a client's own. @param count how many ships */
export function errorsOfNearest(client: FakeClient, world: World, model: ClientModel, count: number) {
  const { ships, players } = world;
  const own = players.ship[seatOf(client)] - 1;
  const away = (slot: number) => Math.hypot(ships.x[slot] - ships.x[own], ships.y[slot] - ships.y[own]);
  const slots = [...ships.live.keys()].filter((slot) => ships.live[slot] === 1 && slot !== own);
  return slots
    .sort((a, b) => away(a) - away(b))
    .slice(0, count)
    .map((slot) => {
      const helm = model.ship(String(ships.id[slot]));
      return {
        offPx: Math.hypot(helm.x - ships.x[slot], helm.y - ships.y[slot]) / ONE,
        offTurn: Math.abs(turnBetween(helm.heading, ships.heading[slot])),
      };
    });
}

/** Number of shots near a client that its model has and the world has not. Leaves out those that end within a patch. */
export function countExtraShots({ bolts }: World, state: ArenaState, model: ClientModel): number {
  let count = 0;
  const own = model.own(state);
  for (const { seat, weapon, ageTicks, x, y } of model.bolts) {
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
