import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { canDock, stationAt } from "../../../../shared/games/arena/dock.ts";
import type { Rails } from "../../../../shared/games/arena/rails.ts";
import type { ArenaState, OwnState, PlayerState } from "../../../../shared/games/arena/wire/state.ts";
import { type Helm, ROUND } from "../../../../shared/games/arena/world.ts";
import { blankPlayer } from "./blank-views.ts";
import type { ArenaFrame, OwnView, PlayerView } from "./frame.ts";
import { nextItem } from "./list.ts";

interface Seat {
  readonly view: PlayerView;
  syncedAt: number;
}

/** The known players, best first. */
export class PlayerTracker {
  readonly #frame: ArenaFrame;
  readonly #seats = new Map<string, Seat>();
  #syncs = 0;
  #ownSeat = -1;

  constructor(frame: ArenaFrame) {
    this.#frame = frame;
  }

  /** Reads a patch. */
  sync(state: ArenaState, ownSeat: number): void {
    const { players } = this.#frame;
    this.#syncs++;
    this.#ownSeat = ownSeat;
    this.#frame.pilotCount = state.pilots ?? 0;
    state.players.forEach(this.#read);
    if (this.#seats.size > state.players.size) this.#seats.forEach(this.#drop);
    sortBestFirst(players.items, players.count);
  }

  readonly #read = (player: PlayerState, key: string): void => {
    let seat = this.#seats.get(key);
    if (seat === undefined) {
      seat = { view: nextItem(this.#frame.players, blankPlayer), syncedAt: 0 };
      seat.view.seat = Number(key);
      this.#seats.set(key, seat);
    }
    seat.syncedAt = this.#syncs;
    const { view } = seat;
    view.name = player.name;
    view.kind = player.kind;
    view.hull = player.hull;
    view.online = player.online;
    view.credits = player.credits;
    view.kills = player.kills;
    view.deaths = player.deaths;
    view.bounty = player.bounty;
    view.alive = player.alive;
    view.own = view.seat === this.#ownSeat;
  };

  /** Moves the list's last entry into the gap. */
  readonly #drop = (seat: Seat, key: string): void => {
    if (seat.syncedAt === this.#syncs) return;
    this.#seats.delete(key);
    const { players } = this.#frame;
    const at = players.items.indexOf(seat.view);
    const last = --players.count;
    players.items[at] = players.items[last];
    players.items[last] = seat.view;
  };
}

/** Insertion sort, because the order rarely changes between patches. */
export function sortBestFirst(players: PlayerView[], count: number): void {
  for (let i = 1; i < count; i++) {
    const player = players[i];
    let at = i;
    for (; at > 0 && isBetter(player, players[at - 1]); at--) players[at] = players[at - 1];
    players[at] = player;
  }
}

function isBetter(a: PlayerView, b: PlayerView): boolean {
  if (a.credits !== b.credits) return a.credits > b.credits;
  return a.kills !== b.kills ? a.kills > b.kills : a.seat < b.seat;
}

/** Shows the own seat. @param helm of the own ship; null: none */
export function showOwn(
  own: OwnView,
  player: PlayerState | undefined,
  ownState: OwnState | undefined,
  helm: Helm | null,
  tick: number,
  tickHz: number,
): void {
  if (player === undefined || ownState === undefined) {
    own.alive = false;
    return;
  }
  const hull = hullOf(helm?.hull ?? player.hull);
  own.alive = helm !== null;
  own.hull = helm?.hull ?? player.hull;
  own.respawnInS = helm !== null || ownState.respawnAt === 0 ? 0 : Math.max(0, (ownState.respawnAt - tick) / tickHz);
  own.credits = player.credits;
  own.bounty = player.bounty;
  own.cargo[0] = ownState.cargo0;
  own.cargo[1] = ownState.cargo1;
  own.cargo[2] = ownState.cargo2;
  own.cargo[3] = ownState.cargo3;
  own.rank = ownState.rank;
  own.freeCargo = hull.cargo;
  own.energy = helm === null ? 0 : helm.energy / hull.energy;
  own.primaryReady = helm === null ? 0 : 1 - helm.primaryWait / weaponOf(hull.primary).reloadTicks;
  own.secondaryReady = helm === null ? 0 : 1 - helm.secondaryWait / weaponOf(hull.secondary).reloadTicks;
}

/** Shows where the own ship is docked or can dock. */
export function showDock(own: OwnView, helm: Helm | null, config: ArenaConfig, rails: Rails): void {
  own.dockedAt = helm === null ? -1 : helm.docked - 1;
  own.nearStation = helm === null ? -1 : stationAt(config.map, rails, helm.x, helm.y);
  own.canDock = helm !== null && own.nearStation >= 0 && canDock(helm, config.map, rails, own.nearStation);
}

export function showRound(frame: ArenaFrame, state: ArenaState, serverTick: number, tickHz: number): void {
  const { round } = frame;
  round.number = state.round;
  round.over = state.phase === ROUND.result;
  round.remainingS = Math.max(0, (state.phaseEndsAt - serverTick) / tickHz);
}
