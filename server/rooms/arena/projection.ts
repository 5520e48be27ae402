import { DRIFT_FIELDS, type DriftField, HELM_FIELDS, type World } from "../../../shared/arena/world.ts";
import { ArenaState, BoltState, PlayerState, PodState, RockState, ShipState } from "../../../shared/wire/arena.ts";
import type { Projection } from "../../clockwork/definition.ts";
import { Rows } from "./rows.ts";

/** Encoded bytes of one seat with its ship and shots, and of what every arena has. */
const SEAT_BYTES = 320;
const BASE_BYTES = 32_768;
const UINT16_MOST = 65_535;

/** Writes the arena's world to what clients decode, touching only what they do not know yet. */
export class ArenaProjection implements Projection {
  readonly state = new ArenaState();
  readonly stateBytes: number;
  readonly #world: World;
  readonly #ships: Rows<ShipState>;
  readonly #bolts: Rows<BoltState>;
  readonly #rocks: Rows<RockState>;
  readonly #pods: Rows<PodState>;
  readonly #players: (PlayerState | undefined)[] = [];

  constructor(world: World) {
    this.#world = world;
    this.stateBytes = BASE_BYTES + world.config.seats * SEAT_BYTES;
    const { state } = this;
    const { ships, bolts, rocks, pods } = world;
    this.#ships = new Rows(
      ships,
      state.ships,
      (slot) => this.#writeShip(new ShipState(), slot),
      (ship, slot) => ships.shownAt[slot] === world.tick && this.#writeShip(ship, slot),
    );
    this.#bolts = new Rows(bolts, state.bolts, (slot) => this.#newBolt(slot), null);
    this.#rocks = new Rows(rocks, state.rocks, (slot) => this.#newRock(slot), null);
    this.#pods = new Rows(
      pods,
      state.pods,
      (slot) => this.#newPod(slot),
      (pod, slot) => {
        pod.amount = pods.amount[slot];
      },
    );
  }

  write(): void {
    const { tick, round, phase, phaseEndsAt } = this.#world;
    const { state } = this;
    state.tick = tick;
    state.round = round;
    state.phase = phase;
    state.phaseEndsAt = phaseEndsAt;
    this.#ships.write();
    this.#bolts.write();
    this.#rocks.write();
    this.#pods.write();
    this.#writePlayers();
  }

  /** What clients are to continue from this tick: for a ship published now, or not yet, that is the truth. */
  #writeShip(ship: ShipState, slot: number): ShipState {
    const { ships, shown, tick } = this.#world;
    ship.seat = ships.seat[slot];
    ship.hull = ships.hull[slot];
    ship.tick = tick;
    const from = ships.shownAt[slot] === 0 ? ships : shown;
    for (const field of HELM_FIELDS) ship[field] = from[field][slot];
    return ship;
  }

  #newBolt(slot: number): BoltState {
    const { bolts, tick } = this.#world;
    const bolt = new BoltState();
    bolt.seat = bolts.seat[slot];
    bolt.weapon = bolts.weapon[slot];
    bolt.bornAt = tick;
    bolt.x = bolts.x[slot];
    bolt.y = bolts.y[slot];
    bolt.vx = bolts.vx[slot];
    bolt.vy = bolts.vy[slot];
    return bolt;
  }

  #newRock(slot: number): RockState {
    const { rocks } = this.#world;
    const rock = new RockState();
    rock.size = rocks.size[slot];
    rock.ore = rocks.ore[slot];
    writeDrift(rock, rocks, slot);
    return rock;
  }

  #newPod(slot: number): PodState {
    const { pods } = this.#world;
    const pod = new PodState();
    pod.ore = pods.ore[slot];
    pod.amount = pods.amount[slot];
    writeDrift(pod, pods, slot);
    return pod;
  }

  #writePlayers(): void {
    const { players } = this.#world;
    for (let seat = 0; seat < Math.max(players.high, this.#players.length); seat++) {
      let player = this.#players[seat];
      if (players.live[seat] === 1) {
        const isNew = player === undefined;
        player ??= new PlayerState();
        this.#writePlayer(player, seat);
        if (isNew) this.state.players.set(String(seat), player);
      } else if (player !== undefined) {
        this.state.players.delete(String(seat));
        player = undefined;
      }
      this.#players[seat] = player;
    }
  }

  /** Written out, because it runs for every seat at every patch. */
  #writePlayer(player: PlayerState, seat: number): void {
    const { players, ships, names } = this.#world;
    const ship = players.ship[seat];
    player.name = names[seat];
    player.kind = players.kind[seat];
    player.hull = players.hull[seat];
    player.online = players.online[seat] === 1;
    player.credits = players.credits[seat];
    player.kills = players.kills[seat];
    player.deaths = players.deaths[seat];
    player.bounty = Math.min(players.bounty[seat], UINT16_MOST);
    player.ship = ship === 0 ? 0 : ships.id[ship - 1];
    player.respawnAt = players.respawnAt[seat];
    player.cargo0 = players.cargo0[seat];
    player.cargo1 = players.cargo1[seat];
    player.cargo2 = players.cargo2[seat];
    player.cargo3 = players.cargo3[seat];
  }
}

type DriftColumns = { readonly [Field in DriftField]: Int32Array };

function writeDrift(to: { [Field in DriftField]: number }, from: DriftColumns, slot: number): void {
  for (const field of DRIFT_FIELDS) to[field] = from[field][slot];
}
