import type { ArenaFrame, ShipView } from "../../../client/games/arena/model/frame.ts";
import { totalCargo } from "../../../shared/games/arena/cargo.ts";
import { CONTROL, type Controls } from "../../../shared/games/arena/controls.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import type { Feel } from "../feel.ts";
import type { LabClient } from "./lab.ts";
import type { ShipHistory } from "./ship-history.ts";

/** A frame that shows one's own ship farther beside its course than this is seen as a snap, px. */
const SNAP_PX = 40;
/** After a stall all is well again once everything is drawn within this of the truth, px: 1 % is farther off on the awful
 * network at any time. And how long that is waited for. */
export const SETTLED_PX = 120;
const SETTLING_MS = 5_000;
/** What is drawn so long after a stall shows whether it has passed. */
export const AFTER_MS = [1_000, 1_500] as const;

interface Seen {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly angle: number;
}

/** A frame whose ticks the server has not made yet. */
interface Pending {
  readonly nowMs: number;
  readonly tick: number;
  readonly ships: { readonly id: number; readonly own: boolean; readonly x: number; readonly y: number }[];
}

/** What a player must have again after a lost connection. */
interface Belongings {
  readonly ship: number;
  readonly credits: number;
  readonly cargo: number;
}

/** Watches one client of a match. */
export class Watch {
  readonly #client: LabClient;
  readonly #world: World;
  readonly #truth: ShipHistory;
  readonly #feel: Feel;
  #corrected = 0;
  #pending: Pending[] = [];
  #before = new Map<number, Seen>();
  #beforeMs = Number.NaN;
  #wanted = -1;
  #waited = 0;
  #stallMs = Number.NEGATIVE_INFINITY;
  #settling = false;
  #lostMs = Number.NaN;
  #lost: Belongings | null = null;
  #patchesThen = 0;

  constructor(client: LabClient, world: World, truth: ShipHistory, feel: Feel) {
    this.#client = client;
    this.#world = world;
    this.#truth = truth;
    this.#feel = feel;
    this.#corrected = client.model.corrections.total;
  }

  /** Controls as they are given, before the frame that is to show them. */
  steered({ bits }: Controls): void {
    const thrust = bits & CONTROL.thrust;
    if (thrust === this.#wanted) return;
    this.#wanted = thrust;
    this.#waited = 0;
  }

  frame(frame: ArenaFrame, nowMs: number): void {
    this.#ownShip(frame);
    this.#ships(frame, nowMs);
    this.#compare();
    this.#stall(nowMs);
    this.#connection(frame, nowMs);
    this.#feel.margins.push(this.#client.model.session.clock.marginTicks);
    this.#beforeMs = nowMs;
  }

  #ownShip({ ownShip: own }: ArenaFrame): void {
    const { corrections } = this.#client.model;
    for (const px of corrections.newest(corrections.total - this.#corrected)) this.#feel.corrections.push(px);
    this.#corrected = corrections.total;
    if (own === null || own.docked || this.#wanted < 0) return;
    if (own.thrusting !== this.#wanted > 0) this.#waited++;
    else {
      this.#feel.inputFrames.push(this.#waited);
      this.#wanted = -1;
    }
  }

  #ships({ ships, tick }: ArenaFrame, nowMs: number): void {
    const feel = this.#feel;
    const seconds = (nowMs - this.#beforeMs) / 1000;
    const seen = new Map<number, Seen>();
    // Who returns is shown everything anew.
    if (!Number.isNaN(this.#lostMs)) this.#before.clear();
    const pending: Pending = { nowMs, tick, ships: [] };
    for (let i = 0; i < ships.count; i++) {
      const ship = ships.items[i];
      if (ship.docked) continue;
      const { id, own, x, y, vx, vy, angle } = ship;
      seen.set(id, { x, y, vx, vy, angle });
      pending.ships.push({ id, own, x, y });
      const before = this.#before.get(id);
      if (before === undefined) continue;
      const asidePx = aside(before, ship, seconds);
      if (own) {
        feel.ownJumps.push(asidePx);
        if (asidePx > SNAP_PX) feel.snaps++;
      } else {
        feel.jumps.push(asidePx);
        feel.turns.push(
          (Math.abs(Math.atan2(Math.sin(angle - before.angle), Math.cos(angle - before.angle))) * 180) / Math.PI,
        );
      }
    }
    this.#before = seen;
    feel.aheadTicks.push(tick - this.#truth.newest);
    this.#pending.push(pending);
  }

  /** Drawn places with the true ones, as far as these are known by now. */
  #compare(): void {
    const feel = this.#feel;
    while (this.#pending.length > 0 && this.#pending[0].tick + 1 <= this.#truth.newest) {
      const { nowMs, tick, ships } = this.#pending.shift() as Pending;
      const sinceStallMs = nowMs - this.#stallMs;
      let farthest = 0;
      for (const { id, own, x, y } of ships) {
        const place = this.#truth.at(id, tick);
        if (place === null) continue;
        const px = Math.hypot(place.x - x, place.y - y);
        farthest = Math.max(farthest, px);
        if (own) continue;
        feel.remoteErrors.push(px);
        if (sinceStallMs >= AFTER_MS[0] && sinceStallMs < AFTER_MS[1]) feel.errorsAfterStalls.push(px);
      }
      if (!this.#settling || sinceStallMs < 0) continue;
      if (farthest > SETTLED_PX && sinceStallMs < SETTLING_MS) continue;
      feel.settleS.push(sinceStallMs / 1000);
      this.#settling = false;
    }
  }

  #stall(nowMs: number): void {
    const { link } = this.#client;
    const { newestEndMs } = link.stalls;
    // A connection that is lost meanwhile is another matter.
    if (link.status !== "live") this.#settling = false;
    if (newestEndMs <= this.#stallMs || newestEndMs > nowMs || link.status !== "live") return;
    this.#stallMs = newestEndMs;
    this.#settling = true;
  }

  #connection({ ownShip }: ArenaFrame, nowMs: number): void {
    const { model, link } = this.#client;
    const feel = this.#feel;
    if (link.status === "reconnecting" && Number.isNaN(this.#lostMs)) {
      this.#lostMs = nowMs;
      this.#patchesThen = model.session.patches;
      this.#lost = this.#belongings();
    }
    if (Number.isNaN(this.#lostMs) || link.status !== "live" || model.session.patches === this.#patchesThen) return;
    const had = this.#lost as Belongings;
    if (had.ship !== 0 && ownShip === null) return;
    const has = this.#belongings();
    feel.returnsS.push((nowMs - this.#lostMs) / 1000);
    // What it had in the hold may be sold by none but itself, and credits are never lost.
    if (has.credits < had.credits || (had.ship !== 0 && (has.ship !== had.ship || has.cargo !== had.cargo)))
      feel.lost++;
    this.#lostMs = Number.NaN;
  }

  #belongings(): Belongings {
    const { players, ships } = this.#world;
    const { seat } = this.#client.model;
    const slot = players.ship[seat] - 1;
    return { ship: slot < 0 ? 0 : ships.id[slot], credits: players.credits[seat], cargo: totalCargo(players, seat) };
  }
}

/** How far a ship is drawn from where its speed would have brought it. That may have changed meanwhile: the mean counts. */
function aside(before: Seen, { x, y, vx, vy }: ShipView, seconds: number): number {
  return Math.hypot(x - before.x - ((vx + before.vx) / 2) * seconds, y - before.y - ((vy + before.vy) / 2) * seconds);
}
