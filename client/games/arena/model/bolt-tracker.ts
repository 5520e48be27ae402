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
/** A predicted shot and the server's are the same when they left the muzzle within so many ticks of each other. */
const MATCH_TICKS = 12;
/** A shot that was seen to hit something is not drawn for so long: by then the server has said what became of it. */
const STOPPED_TICKS = 24;
/** More predicted shots than this in flight are not shown early. */
const MAX_PREDICTED = 64;
/** The server publishes shots in the first patch after they left the muzzle: they may be older by so much. */
const MAX_AGE_AT_PATCH_TICKS = PATCH_EVERY_TICKS - 1;

interface Bolt {
  id: number;
  seat: number;
  /** When it left the muzzle; of the server's, when it was published. */
  bornAt: number;
  /** The record that published it. */
  a: number;
  b: number;
  c: number;
  fired: number;
  /** Whether it was not shown yet. */
  fresh: boolean;
  /** Tick that `flight` is at. */
  tick: number;
  readAt: number;
  /** Tick at which it was seen to hit something; −1: not yet. */
  stoppedAt: number;
  readonly flight: Shot;
  readonly blend: Blend;
}

/** Where ships were between the last two patches. */
export interface ShipHistory {
  /** Returns false when it is not known. */
  shipAt(seat: number, tick: number, to: Helm): boolean;
}

/** What one call of {@link BoltTracker.show} shows, for its loop. */
interface ShowArguments {
  frame: ArenaFrame;
  share: number;
  tickHz: number;
}

/** Shots in flight: continued from where they left the muzzle; one's own from the moment they are fired. */
export class BoltTracker {
  readonly #config: ArenaConfig;
  readonly #rails: RailsCache;
  readonly #bolts = new Map<string, Bolt>();
  readonly #predicted: Bolt[] = [];
  readonly #spare: Bolt[] = [];
  readonly #sight: ViewRange;
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

  constructor(config: ArenaConfig, sight: ViewRange) {
    this.#config = config;
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
    for (let i = 0; i < count && this.#predicted.length < MAX_PREDICTED; i++) {
      const bolt = this.#spare.pop() ?? this.#create();
      this.#launch(bolt, -++this.#ids, this.#ownSeat, tick);
      launchShot(helm, weapon, i, bolt.flight);
      this.#predicted.push(bolt);
    }
  }

  /** Reads what a patch says; each in turn, after {@link ShipHistory} has it. */
  read(state: ArenaState, shooters: ShipHistory): void {
    this.#reads++;
    this.#patchTick = tickOf(state);
    this.#shooters = shooters;
    state.bolts.forEach(this.#readBolt);
    this.#bolts.forEach(this.#drop);
  }

  /** Shows what was read. @param present tick at which bolts are now shown */
  sync(present: number, ownSeat: number): void {
    this.#tick = present;
    this.#ownSeat = ownSeat;
    this.#bolts.forEach(this.#matchPredicted);
    // What the server has not fired by now, it will not, or it was gone before the next patch.
    for (let i = this.#predicted.length - 1; i >= 0; i--)
      if (this.#patchTick - this.#predicted[i].bornAt > MATCH_TICKS) this.#removePredicted(i);
  }

  /** Rows are used again: whatever changes is another shot. */
  readonly #readBolt = (state: BoltState, key: string): void => {
    let bolt = this.#bolts.get(key);
    const { a, b, c, fired } = state;
    const isNew = bolt === undefined;
    if (bolt === undefined) {
      bolt = this.#spare.pop() ?? this.#create();
      this.#bolts.set(key, bolt);
    }
    bolt.readAt = this.#reads;
    const words = isNew ? a !== 0 || b !== 0 || c !== 0 : bolt.a !== a || bolt.b !== b || bolt.c !== c;
    const firing = isNew ? !words : bolt.fired !== fired;
    bolt.a = a;
    bolt.b = b;
    bolt.c = c;
    bolt.fired = fired;
    if (words) {
      this.#launch(bolt, ++this.#ids, shotSeat(state), shotTick(state, this.#patchTick));
      unpackShot(state, bolt.flight);
    } else if (firing) this.#fire(bolt, fired);
  };

  /** A shot that only its ship's record publishes. */
  #fire(bolt: Bolt, fired: number): void {
    const { seat, weapon, index, tick } = unpackFiring(fired, this.#patchTick, this.#firing);
    this.#launch(bolt, ++this.#ids, seat, tick);
    if (this.#shooters?.shipAt(seat, tick, this.#shooter) === true)
      launchShot(this.#shooter, weapon, index, bolt.flight);
    // Only clients that know the ship receive this.
    else bolt.bornAt = Number.NEGATIVE_INFINITY;
  }

  readonly #matchPredicted = (bolt: Bolt): void => {
    if (!bolt.fresh) return;
    bolt.fresh = false;
    if (bolt.seat !== this.#ownSeat || this.#isOver(bolt)) return;
    this.#fly(bolt, this.#tick);
    this.#replace(bolt);
  };

  /** The server's word on a shot that is shown already: the nearest in time of the same weapon; of a volley, in course. */
  #replace(bolt: Bolt): void {
    let best = -1;
    let bestOff = MATCH_TICKS + 1;
    let bestTurn = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#predicted.length; i++) {
      const guess = this.#predicted[i];
      const off = Math.abs(guess.bornAt - bolt.bornAt);
      if (guess.flight.weapon !== bolt.flight.weapon || off > bestOff || off > MATCH_TICKS) continue;
      const turn = Math.abs(guess.flight.vx - bolt.flight.vx) + Math.abs(guess.flight.vy - bolt.flight.vy);
      if (off === bestOff && turn >= bestTurn) continue;
      best = i;
      bestOff = off;
      bestTurn = turn;
    }
    if (best < 0) return;
    const guess = this.#predicted[best];
    this.#fly(guess, this.#tick);
    const { blend } = bolt;
    blend.addCorrection(
      (guess.flight.x - bolt.flight.x) / ONE + guess.blend.x,
      (guess.flight.y - bolt.flight.y) / ONE + guess.blend.y,
      0,
    );
    bolt.bornAt = Math.min(bolt.bornAt, Math.max(guess.bornAt, bolt.bornAt - MAX_AGE_AT_PATCH_TICKS));
    bolt.stoppedAt = guess.stoppedAt;
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

  /** Whether a shot has outlived its time, of which the server says nothing. */
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
    return this.#sight.isFar(bolt.flight, this.#tick - bolt.tick);
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
    // Before its birth nobody sees it.
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
    // The server's word on a hit is a round trip behind what is drawn: the shot must not be seen to fly on.
    if (bolt.stoppedAt < 0 && age >= weaponOf(flight.weapon).armTicks && hitsObstacle(view, frame, this.#config))
      bolt.stoppedAt = this.#tick;
    if (bolt.stoppedAt >= 0 && this.#tick - bolt.stoppedAt < STOPPED_TICKS) frame.bolts.count--;
  };
}
