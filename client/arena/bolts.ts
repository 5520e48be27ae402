import type { ArenaConfig, MapConfig } from "../../shared/arena/config.ts";
import { weaponOf } from "../../shared/arena/data/weapons.ts";
import { muzzle, stepFlight } from "../../shared/arena/flight.ts";
import type { Flight, Helm } from "../../shared/arena/world.ts";
import { ONE } from "../../shared/math/fixed.ts";
import type { ArenaState, BoltState } from "../../shared/wire/arena.ts";
import { Blend } from "../net/blend.ts";
import { blankBolt } from "./blank.ts";
import type { ArenaFrame } from "./frame.ts";
import { take } from "./list.ts";
import { type RailsCache, railsOf } from "./rails-cache.ts";
import type { Sight } from "./sight.ts";
import { isStopped } from "./stops.ts";

const SNAP_PX = 160;
/** A predicted shot and the server's are the same when they left the muzzle within so many ticks of each other. */
const MATCH_TICKS = 12;
/** A shot that was seen to hit something is not drawn for so long: by then the server has said what became of it. */
const STOPPED_TICKS = 24;
/** More predicted shots than this in flight are not shown early. */
const PREDICTED_MOST = 64;

interface Bolt {
  id: number;
  seat: number;
  bornAt: number;
  /** Tick that `flight` is at. */
  tick: number;
  syncedAt: number;
  /** Tick at which it was seen to hit something; −1: not yet. */
  stoppedAt: number;
  readonly flight: Flight;
  readonly blend: Blend;
}

/** Shots in flight: continued from where they left the muzzle; one's own from the moment they are fired. */
export class Bolts {
  readonly #config: ArenaConfig;
  readonly #map: MapConfig;
  readonly #rails: RailsCache;
  readonly #bolts = new Map<string, Bolt>();
  readonly #predicted: Bolt[] = [];
  readonly #spare: Bolt[] = [];
  #syncs = 0;
  #tick = 0;
  #ownSeat = -1;
  #nextId = -1;

  readonly #sight: Sight;

  constructor(config: ArenaConfig, sight: Sight) {
    this.#config = config;
    this.#map = config.map;
    this.#rails = railsOf(config.map);
    this.#sight = sight;
  }

  get predictedCount(): number {
    return this.#predicted.length;
  }

  /** Shows shots of one's own as they leave the muzzle, ahead of the server. */
  predict(helm: Helm, weapon: number, tick: number): void {
    const { kind, count } = weaponOf(weapon);
    if (kind !== "bolt") return;
    for (let i = 0; i < count && this.#predicted.length < PREDICTED_MOST; i++) {
      const bolt = this.#new(this.#nextId--, this.#ownSeat, tick);
      muzzle(helm, weapon, i, bolt.flight);
      this.#predicted.push(bolt);
    }
  }

  /** Takes over what a patch changed. @param present tick at which bolts are now shown */
  sync(state: ArenaState, present: number, ownSeat: number): void {
    this.#syncs++;
    this.#tick = present;
    this.#ownSeat = ownSeat;
    state.bolts.forEach(this.#take);
    this.#bolts.forEach(this.#drop);
    // What the server has not fired by now, it will not, or it was gone before the next patch.
    for (let i = this.#predicted.length - 1; i >= 0; i--)
      if (state.tick - this.#predicted[i].bornAt > MATCH_TICKS) this.#withdraw(i);
  }

  readonly #take = (state: BoltState, key: string): void => {
    const known = this.#bolts.get(key);
    if (known !== undefined) {
      known.syncedAt = this.#syncs;
      return;
    }
    const bolt = this.#new(Number(key), state.seat, state.bornAt);
    bolt.syncedAt = this.#syncs;
    const { flight } = bolt;
    flight.x = state.x;
    flight.y = state.y;
    flight.vx = state.vx;
    flight.vy = state.vy;
    flight.weapon = state.weapon;
    this.#bolts.set(key, bolt);
    if (state.seat !== this.#ownSeat) return;
    this.#fly(bolt, this.#tick);
    this.#replace(bolt);
  };

  /** The server's word on a shot that is shown already: the nearest in time of the same weapon and volley place. */
  #replace(bolt: Bolt): void {
    let best = -1;
    let bestOff = MATCH_TICKS + 1;
    for (let i = 0; i < this.#predicted.length; i++) {
      const guess = this.#predicted[i];
      const off = Math.abs(guess.bornAt - bolt.bornAt);
      if (guess.flight.weapon !== bolt.flight.weapon || off >= bestOff) continue;
      best = i;
      bestOff = off;
    }
    if (best < 0) return;
    const guess = this.#predicted[best];
    this.#fly(guess, this.#tick);
    const { blend } = bolt;
    blend.push(
      (guess.flight.x - bolt.flight.x) / ONE + guess.blend.x,
      (guess.flight.y - bolt.flight.y) / ONE + guess.blend.y,
      0,
    );
    bolt.stoppedAt = guess.stoppedAt;
    this.#withdraw(best);
  }

  #withdraw(index: number): void {
    this.#spare.push(this.#predicted[index]);
    this.#predicted.splice(index, 1);
  }

  readonly #drop = (bolt: Bolt, key: string): void => {
    if (bolt.syncedAt === this.#syncs) return;
    this.#bolts.delete(key);
    this.#spare.push(bolt);
  };

  #new(id: number, seat: number, tick: number): Bolt {
    const bolt = this.#spare.pop() ?? {
      id,
      seat,
      bornAt: 0,
      tick: 0,
      syncedAt: 0,
      stoppedAt: -1,
      flight: { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 },
      blend: new Blend(SNAP_PX),
    };
    bolt.id = id;
    bolt.seat = seat;
    bolt.bornAt = bolt.tick = tick;
    bolt.stoppedAt = -1;
    bolt.blend.clear();
    return bolt;
  }

  #fly(bolt: Bolt, tick: number): void {
    while (bolt.tick < tick) stepFlight(bolt.flight, this.#map, this.#rails.at(++bolt.tick));
  }

  advance(tick: number, seconds: number): void {
    this.#tick = tick;
    for (const bolt of this.#bolts.values()) {
      if (this.#isFar(bolt)) continue;
      this.#fly(bolt, tick);
      bolt.blend.decay(seconds);
    }
    for (const bolt of this.#predicted) this.#fly(bolt, tick);
  }

  #isFar(bolt: Bolt): boolean {
    return this.#sight.isFar(bolt.flight, this.#tick - bolt.tick);
  }

  /** Call it last: shots end at the ships and rocks that the frame shows. */
  show(share: number, tickHz: number, frame: ArenaFrame): void {
    frame.bolts.count = 0;
    for (const bolt of this.#bolts.values()) this.#showOne(bolt, share, tickHz, frame);
    for (const bolt of this.#predicted) this.#showOne(bolt, share, tickHz, frame);
  }

  #showOne(bolt: Bolt, share: number, tickHz: number, frame: ArenaFrame): void {
    const { flight, blend } = bolt;
    // Its life may be over here before the server says so; before its birth nobody sees it.
    const age = this.#tick - bolt.bornAt;
    const { lifeTicks, armTicks } = weaponOf(flight.weapon);
    if (age < 0 || age > lifeTicks || this.#isFar(bolt)) return;
    const view = take(frame.bolts, blankBolt);
    view.id = bolt.id;
    view.weapon = flight.weapon;
    view.seat = bolt.seat;
    view.own = bolt.seat === this.#ownSeat;
    view.x = (flight.x + flight.vx * share) / ONE + blend.x;
    view.y = (flight.y + flight.vy * share) / ONE + blend.y;
    view.vx = (flight.vx * tickHz) / ONE;
    view.vy = (flight.vy * tickHz) / ONE;
    // The server's word on a hit is a round trip behind what is drawn: the shot must not be seen to fly on.
    if (bolt.stoppedAt < 0 && age >= armTicks && isStopped(view, frame, this.#config)) bolt.stoppedAt = this.#tick;
    if (bolt.stoppedAt >= 0 && this.#tick - bolt.stoppedAt < STOPPED_TICKS) frame.bolts.count--;
  }
}
