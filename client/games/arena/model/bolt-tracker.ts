import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { newHelm } from "../../../../shared/games/arena/helm.ts";
import { launchShot, stepShot } from "../../../../shared/games/arena/shot.ts";
import { newFiring, shotSeat, shotTick, unpackFiring, unpackShot } from "../../../../shared/games/arena/shot-codec.ts";
import { type ArenaState, type BoltState, tickOf } from "../../../../shared/games/arena/wire/state.ts";
import { type Helm, PATCH_EVERY_TICKS, type Shot } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";
import { Blend } from "../../../net/blend.ts";
import { blankBolt, blankFrame } from "./blank-views.ts";
import { hitsObstacle } from "./bolt-obstacles.ts";
import type { ArenaFrame } from "./frame.ts";
import { nextItem } from "./list.ts";
import { type RailsCache, railsOf } from "./rails-cache.ts";
import type { ViewRange } from "./view-range.ts";

const SNAP_PX = 160;
/** A predicted shot and the server's match if they were fired within this many ticks of each other. */
const MATCH_TICKS = 12;
/** How long to hide a shot that was drawn hitting something: by then the server has reported the hit. */
const STOPPED_TICKS = 24;
/** Predicted shots in flight at most; further ones appear when the server publishes them. */
const MAX_PREDICTED = 64;
/** Age of a shot at the patch that publishes it, at most. */
const MAX_AGE_AT_PATCH_TICKS = PATCH_EVERY_TICKS - 1;

interface Bolt {
  id: number;
  seat: number;
  /** Tick at which it was fired. */
  bornAt: number;
  /** The packed record that published it. */
  a: number;
  b: number;
  c: number;
  fired: number;
  /** Whether it has not been shown yet. */
  fresh: boolean;
  /** Tick of `flight`. */
  tick: number;
  readAt: number;
  /** Tick at which it was drawn hitting something; −1: not yet. */
  stoppedAt: number;
  readonly flight: Shot;
  readonly blend: Blend;
}

/** The ships between the last two patches. */
export interface ShipHistory {
  /** Writes the ship of a seat at a tick into `to`. Returns false if it is not known. */
  shipAt(seat: number, tick: number, to: Helm): boolean;
}

/** Arguments of the running {@link BoltTracker.show}, for its loop. */
interface ShowArguments {
  frame: ArenaFrame;
  share: number;
  tickHz: number;
}

/** Shots in flight: continued from where they were fired; the player's own are predicted at once. */
export class BoltTracker {
  readonly #config: ArenaConfig;
  readonly #rails: RailsCache;
  readonly #bolts = new Map<string, Bolt>();
  readonly #predicted: Bolt[] = [];
  readonly #spare: Bolt[] = [];
  readonly #viewRange: ViewRange;
  readonly #showing: ShowArguments = { frame: blankFrame(), share: 0, tickHz: 60 };
  readonly #firing = newFiring();
  readonly #shooter = newHelm();
  #shooters: ShipHistory | null = null;
  #reads = 0;
  #patchTick = 0;
  #tick = 0;
  #seconds = 0;
  #ownSeat = -1;
  #ids = 0;

  constructor(config: ArenaConfig, viewRange: ViewRange) {
    this.#config = config;
    this.#rails = railsOf(config.map);
    this.#viewRange = viewRange;
  }

  get predictedCount(): number {
    return this.#predicted.length;
  }

  /** Shows the player's own shots as they are fired, ahead of the server. */
  predict(helm: Helm, weapon: number, tick: number): void {
    const { kind, count } = weaponOf(weapon);
    if (kind !== "bolt") return;
    for (let i = 0; i < count && this.#predicted.length < MAX_PREDICTED; i++) {
      const bolt = this.#spare.pop() ?? this.#create();
      this.#launch(bolt, -++this.#ids, this.#ownSeat, tick);
      launchShot(helm, weapon, i, bolt.flight);
      this.#predicted.push(bolt);
    }
  }

  /** Reads a patch. Call it for every patch, after {@link ShipHistory} has read it. */
  read(state: ArenaState, shooters: ShipHistory): void {
    this.#reads++;
    this.#patchTick = tickOf(state);
    this.#shooters = shooters;
    state.bolts.forEach(this.#readBolt);
    this.#bolts.forEach(this.#drop);
  }

  /** Matches what was read with predicted shots. @param present tick at which shots are now shown */
  sync(present: number, ownSeat: number): void {
    this.#tick = present;
    this.#ownSeat = ownSeat;
    this.#bolts.forEach(this.#matchPredicted);
    // The server did not fire these, or they ended before the next patch.
    for (let i = this.#predicted.length - 1; i >= 0; i--)
      if (this.#patchTick - this.#predicted[i].bornAt > MATCH_TICKS) this.#removePredicted(i);
  }

  /** The server reuses rows: a row that changes is a new shot. */
  readonly #readBolt = (state: BoltState, key: string): void => {
    let bolt = this.#bolts.get(key);
    const { a, b, c, fired } = state;
    const isNew = bolt === undefined;
    if (bolt === undefined) {
      bolt = this.#spare.pop() ?? this.#create();
      this.#bolts.set(key, bolt);
    }
    bolt.readAt = this.#reads;
    const hasRecord = isNew ? a !== 0 || b !== 0 || c !== 0 : bolt.a !== a || bolt.b !== b || bolt.c !== c;
    const wasFired = isNew ? !hasRecord : bolt.fired !== fired;
    bolt.a = a;
    bolt.b = b;
    bolt.c = c;
    bolt.fired = fired;
    if (hasRecord) {
      this.#launch(bolt, ++this.#ids, shotSeat(state), shotTick(state, this.#patchTick));
      unpackShot(state, bolt.flight);
    } else if (wasFired) this.#fire(bolt, fired);
  };

  /** Launches a shot that the server publishes only as fired, from its ship's position. */
  #fire(bolt: Bolt, fired: number): void {
    const { seat, weapon, index, tick } = unpackFiring(fired, this.#patchTick, this.#firing);
    this.#launch(bolt, ++this.#ids, seat, tick);
    if (this.#shooters?.shipAt(seat, tick, this.#shooter) === true)
      launchShot(this.#shooter, weapon, index, bolt.flight);
    // The server sends this only to clients that know the ship. Without it, the shot is never shown.
    else bolt.bornAt = Number.NEGATIVE_INFINITY;
  }

  readonly #matchPredicted = (bolt: Bolt): void => {
    if (!bolt.fresh) return;
    bolt.fresh = false;
    if (bolt.seat !== this.#ownSeat || this.#isOver(bolt)) return;
    this.#fly(bolt, this.#tick);
    this.#replace(bolt);
  };

  /** Replaces the predicted shot that matches: same weapon, fired nearest in time; within a volley, the nearest course. */
  #replace(bolt: Bolt): void {
    let best = -1;
    let bestOffTicks = MATCH_TICKS + 1;
    let bestTurn = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#predicted.length; i++) {
      const predicted = this.#predicted[i];
      const offTicks = Math.abs(predicted.bornAt - bolt.bornAt);
      if (predicted.flight.weapon !== bolt.flight.weapon || offTicks > bestOffTicks || offTicks > MATCH_TICKS) continue;
      const turn = Math.abs(predicted.flight.vx - bolt.flight.vx) + Math.abs(predicted.flight.vy - bolt.flight.vy);
      if (offTicks === bestOffTicks && turn >= bestTurn) continue;
      best = i;
      bestOffTicks = offTicks;
      bestTurn = turn;
    }
    if (best < 0) return;
    const predicted = this.#predicted[best];
    this.#fly(predicted, this.#tick);
    const { blend } = bolt;
    blend.addCorrection(
      (predicted.flight.x - bolt.flight.x) / ONE + predicted.blend.x,
      (predicted.flight.y - bolt.flight.y) / ONE + predicted.blend.y,
      0,
    );
    bolt.bornAt = Math.min(bolt.bornAt, Math.max(predicted.bornAt, bolt.bornAt - MAX_AGE_AT_PATCH_TICKS));
    bolt.stoppedAt = predicted.stoppedAt;
    this.#removePredicted(best);
  }

  #removePredicted(index: number): void {
    this.#spare.push(this.#predicted[index]);
    this.#predicted.splice(index, 1);
  }

  readonly #drop = (bolt: Bolt, key: string): void => {
    if (bolt.readAt === this.#reads) return;
    this.#bolts.delete(key);
    this.#spare.push(bolt);
  };

  #create(): Bolt {
    return {
      id: 0,
      seat: 0,
      bornAt: 0,
      a: 0,
      b: 0,
      c: 0,
      fired: 0,
      fresh: false,
      tick: 0,
      readAt: 0,
      stoppedAt: -1,
      flight: { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 },
      blend: new Blend(SNAP_PX),
    };
  }

  #launch(bolt: Bolt, id: number, seat: number, tick: number): void {
    bolt.id = id;
    bolt.seat = seat;
    bolt.bornAt = bolt.tick = tick;
    bolt.stoppedAt = -1;
    bolt.fresh = true;
    bolt.blend.clear();
  }

  /** Whether a shot's lifetime is over; the server does not report that. */
  #isOver(bolt: Bolt): boolean {
    return this.#tick - bolt.bornAt > weaponOf(bolt.flight.weapon).lifeTicks;
  }

  #fly(bolt: Bolt, tick: number): void {
    while (bolt.tick < tick) stepShot(bolt.flight, this.#rails.at(++bolt.tick));
  }

  advance(tick: number, seconds: number): void {
    this.#tick = tick;
    this.#seconds = seconds;
    this.#bolts.forEach(this.#advance);
    for (let i = 0; i < this.#predicted.length; i++) this.#fly(this.#predicted[i], tick);
  }

  readonly #advance = (bolt: Bolt): void => {
    if (this.#isOver(bolt) || this.#isFar(bolt)) return;
    this.#fly(bolt, this.#tick);
    bolt.blend.decay(this.#seconds);
  };

  #isFar(bolt: Bolt): boolean {
    return this.#viewRange.isFar(bolt.flight, this.#tick - bolt.tick);
  }

  /** Call it last: shots end at the ships and rocks that the frame shows. */
  show(share: number, tickHz: number, frame: ArenaFrame): void {
    this.#showing.frame = frame;
    this.#showing.share = share;
    this.#showing.tickHz = tickHz;
    frame.bolts.count = 0;
    this.#bolts.forEach(this.#show);
    for (let i = 0; i < this.#predicted.length; i++) this.#show(this.#predicted[i]);
  }

  readonly #show = (bolt: Bolt): void => {
    const { flight, blend } = bolt;
    const { frame, share, tickHz } = this.#showing;
    const age = this.#tick - bolt.bornAt;
    // It is not fired yet.
    if (age < 0 || this.#isOver(bolt) || this.#isFar(bolt)) return;
    const view = nextItem(frame.bolts, blankBolt);
    view.id = bolt.id;
    view.weapon = flight.weapon;
    view.seat = bolt.seat;
    view.own = bolt.seat === this.#ownSeat;
    view.x = (flight.x + flight.vx * share) / ONE + blend.x;
    view.y = (flight.y + flight.vy * share) / ONE + blend.y;
    view.vx = (flight.vx * tickHz) / ONE;
    view.vy = (flight.vy * tickHz) / ONE;
    // The server's report of a hit comes a round trip later: until then, do not draw the shot behind its target.
    if (bolt.stoppedAt < 0 && age >= weaponOf(flight.weapon).armTicks && hitsObstacle(view, frame, this.#config))
      bolt.stoppedAt = this.#tick;
    if (bolt.stoppedAt >= 0 && this.#tick - bolt.stoppedAt < STOPPED_TICKS) frame.bolts.count--;
  };
}
