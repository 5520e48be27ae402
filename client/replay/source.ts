import { arena, type Event } from "../../shared/arena/index.ts";
import type { NameOf } from "../../shared/arena/seats.ts";
import { JournalError, StepFault } from "../../shared/journal/index.ts";
import { CodecError, type Hash, type Tick } from "../../shared/machine.ts";
import { TURN } from "../../shared/math/fixed.ts";
import { blankFrame } from "../arena/blank.ts";
import type { ArenaFrame, FrameSource } from "../arena/frame.ts";
import { showWorld } from "../arena/world-frame.ts";
import { showSeats } from "../arena/world-seats.ts";
import { ReplayCamera } from "./camera.ts";
import { type ArenaPlayback, type Film, playbackOf } from "./film.ts";
import type { Live } from "./live.ts";
import { Scan } from "./scan.ts";

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Most time that steps take of one frame, ms: on a slow machine the film plays slower, and the page still answers. */
const STEP_BUDGET_MS = 14;
/** What the scan takes of one frame, while it plays and while it does not, ms. */
const SCAN_PLAYING_MS = 4;
const SCAN_PAUSED_MS = 9;
/** Longest time between two frames that is played, s. */
const MOST_PASSED_S = 0.25;
/** Ships seen before a jump are others after it: neither trails nor turns lead from there to here. */
const IDS_PER_JUMP = 0x100_0000;
/** A ship does not turn more than this in a tick; what does is another. Radians. */
const MOST_TURN = 0.5;

/** A finished round as frames: the real machine, played in this page. */
export class ReplaySource implements FrameSource {
  /** The match that it shows while it goes on; null: the film is all there is. */
  readonly live: Live | null;
  readonly scan: Scan;
  readonly camera: ReplayCamera;
  readonly #now: () => number;
  readonly #nameOf: NameOf;
  readonly #film: Film;
  readonly #playback: ArenaPlayback;
  readonly #frame = blankFrame();
  /** By seat: the heading one tick before, 1/65536 turn. */
  readonly #headings: Int32Array;
  /** No tick after this one can be shown. */
  #endTick: Tick = Number.POSITIVE_INFINITY;
  #fault: Error | null = null;
  #playing = false;
  #speed = 1;
  #owedTicks = 0;
  #jumps = 0;
  #lastMs = Number.NaN;
  #seekMs = 0;

  /**
   * Throws `JournalError` or `CodecError` when the film has no world to begin with.
   *
   * @param now a monotonic clock: ms
   * @param nameOf what people are called
   */
  constructor(
    film: Film,
    now: () => number = () => performance.now(),
    live: Live | null = null,
    nameOf: NameOf = () => "",
  ) {
    this.live = live;
    this.#film = film;
    this.#now = now;
    this.#nameOf = nameOf;
    this.#playback = playbackOf(film);
    this.scan = new Scan(film, now, nameOf);
    this.camera = new ReplayCamera(this.scan.kills, arena.tickHz);
    this.#headings = new Int32Array(this.#playback.world.players.capacity);
    this.#keepHeadings();
    this.#frame.net.state = "live";
    this.#show();
  }

  get tick(): Tick {
    return this.#playback.tick;
  }

  /** Of the frame made last. */
  get shownTick(): Tick {
    return Math.floor(this.#frame.tick);
  }

  get firstTick(): Tick {
    return this.#film.firstTick;
  }

  /** Earlier than it was, once a step is found to throw. */
  get lastTick(): Tick {
    return Math.min(this.#film.lastTick, this.#endTick);
  }

  /** Of the film's end, when there is no more of it. */
  get cutShort(): Film["cutShort"] {
    return this.#film.cutShort;
  }

  /** Whether it will get longer. */
  get more(): boolean {
    return this.#film.more && this.#fault === null;
  }

  get tickHz(): number {
    return arena.tickHz;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Whoever wants another pace than that of the match is no longer with it. */
  set speed(speed: number) {
    this.#speed = speed;
    if (speed !== 1) this.#leaveEdge();
  }

  /** What ended the film before its time; null: nothing. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** How long the last {@link seek} took, ms. */
  get seekMs(): number {
    return this.#seekMs;
  }

  /** Of the world that is shown. */
  get hash(): Hash {
    return arena.hash(this.#playback.world);
  }

  /** From the start again, at the end. */
  play(): void {
    if (this.tick >= this.lastTick && !this.more) this.seek(this.firstTick);
    this.#playing = true;
  }

  pause(): void {
    this.#playing = false;
    this.#leaveEdge();
  }

  /** With the match as it goes on. */
  toLive(): void {
    this.#speed = 1;
    this.#playing = true;
    this.seek(this.#end);
  }

  /** Where a bar of all there is to be seen ends: a match that goes on is not shown to its last tick. */
  get end(): Tick {
    const { live } = this;
    return live?.atEdge ? this.tick : Math.max(this.tick, this.#end);
  }

  get #end(): Tick {
    return this.more ? Math.min(this.lastTick, this.live?.edge ?? this.lastTick) : this.lastTick;
  }

  /** Jumps to a tick, or as near to it as there is one. */
  seek(tick: Tick): void {
    const beganMs = this.#now();
    const wanted = clamp(Math.round(tick), this.firstTick, this.#end);
    if (this.live !== null) this.live.atEdge = this.#playing && this.#speed === 1 && this.more && wanted === this.#end;
    const gap = this.#playback.timeline.gaps.find(({ after, tick: next }) => wanted > after && wanted < next);
    this.#guard(() => this.#playback.seek(gap?.tick ?? wanted));
    this.#owedTicks = 0;
    this.#jumps++;
    this.#keepHeadings();
    this.camera.jump();
    this.#seekMs = this.#now() - beganMs;
  }

  frame(nowMs: number): ArenaFrame {
    const frame = this.#frame;
    frame.events.length = 0;
    const passedS = Number.isNaN(this.#lastMs) ? 0 : clamp((nowMs - this.#lastMs) / 1000, 0, MOST_PASSED_S);
    this.#lastMs = nowMs;
    if (this.tick < this.firstTick) this.seek(this.firstTick);
    const rate = this.#follow(passedS);
    if (this.#playing) this.#play(passedS * arena.tickHz * this.#speed * rate);
    this.#show();
    this.camera.update(frame, this.#speed, passedS);
    frame.own.seat = this.camera.seat;
    this.scan.run(this.#playing ? SCAN_PLAYING_MS : SCAN_PAUSED_MS);
    return frame;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  /** Stays with a match that goes on; how fast. */
  #follow(passedS: number): number {
    const { live } = this;
    if (live === null) return 1;
    const rate = live.rate(this.tick + this.#owedTicks, this.scan.tick, passedS);
    if (!live.atEdge) {
      if (this.#playing && this.#speed > 1 && this.tick >= live.edge) this.toLive();
      return 1;
    }
    if (rate === null) this.toLive();
    return rate ?? 1;
  }

  #leaveEdge(): void {
    if (this.live !== null) this.live.atEdge = false;
  }

  #play(ticks: number): void {
    const endMs = this.#now() + STEP_BUDGET_MS;
    this.#owedTicks += ticks;
    while (this.#owedTicks >= 1 && this.#playing) {
      this.#owedTicks--;
      this.#step();
      if (this.#now() > endMs) this.#owedTicks %= 1;
    }
  }

  #step(): void {
    this.#keepHeadings();
    const before = this.tick;
    if (before < this.lastTick) this.#guard(() => this.#playback.step(this.#emit));
    // Across a gap the ships are others.
    if (this.tick > before + 1) {
      this.#jumps++;
      this.camera.jump();
    }
    if (this.tick < this.lastTick) return;
    this.#owedTicks = 0;
    if (!this.more) this.#playing = false;
  }

  readonly #emit = (event: Event): void => {
    this.#frame.events.push(event);
  };

  /** Where the film cannot be played on, it ends. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof StepFault) {
        // The world is between two ticks.
        this.#endTick = error.tick - 1;
        this.#playback.seek(this.#endTick);
      } else if (error instanceof CodecError || error instanceof JournalError) this.#endTick = this.tick;
      else throw error;
      this.#fault = error;
    }
  }

  #keepHeadings(): void {
    const { ships } = this.#playback.world;
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot]) this.#headings[ships.seat[slot]] = ships.heading[slot];
  }

  #show(): void {
    const frame = this.#frame;
    const { world } = this.#playback;
    showWorld(world, world.scratch.rails, this.#owedTicks, arena.tickHz, this.#nameOf, frame);
    showSeats(world, arena.tickHz, this.#nameOf, frame);
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      ship.id += this.#jumps * IDS_PER_JUMP;
      ship.online = world.players.online[ship.seat] !== 0;
      const before = (this.#headings[ship.seat] / TURN) * 2 * Math.PI;
      const turned = Math.atan2(Math.sin(ship.angle - before), Math.cos(ship.angle - before));
      if (Math.abs(turned) < MOST_TURN) ship.angle += turned * this.#owedTicks;
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
