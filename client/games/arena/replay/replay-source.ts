import { arena, type Event } from "../../../../shared/games/arena/index.ts";
import type { NameOf } from "../../../../shared/games/arena/seats.ts";
import { JournalError, StepFault } from "../../../../shared/journal/index.ts";
import { CodecError, type Hash, type Tick } from "../../../../shared/machine.ts";
import { TURN } from "../../../../shared/math/fixed.ts";
import { blankFrame } from "../model/blank-views.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { showWorld } from "../model/world-frame.ts";
import { showSeats } from "../model/world-seats.ts";
import type { LiveMatch } from "../../../replay/live-match.ts";
import { type ArenaPlayback, playbackOf, type Recording } from "../../../replay/recording.ts";
import { RecordingScan } from "./recording-scan.ts";
import { ReplayCamera } from "./replay-camera.ts";

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Time for steps in one frame, ms: on a slow machine the recording plays slower, but the page still responds. */
const STEP_BUDGET_MS = 14;
/** Time for the scan in one frame, ms, while playing and while paused. */
const SCAN_PLAYING_MS = 4;
const SCAN_PAUSED_MS = 9;
/** Longest time that one frame plays, s. */
const MAX_PASSED_S = 0.25;
/** Added to ship ids after each jump, so that no trail or turn is drawn across it. */
const IDS_PER_JUMP = 0x100_0000;
/** A ship never turns more than this in a tick, radians; if it does, another ship has taken its seat. */
const MAX_TURN = 0.5;

/** Frames of a recorded or running match: the real machine, played in this page. */
export class ReplaySource implements FrameSource {
  /** The running match; null: this is a finished recording. */
  readonly live: LiveMatch | null;
  readonly scan: RecordingScan;
  readonly camera: ReplayCamera;
  readonly #now: () => number;
  readonly #nameOf: NameOf;
  readonly #film: Recording;
  readonly #playback: ArenaPlayback;
  readonly #frame = blankFrame();
  /** Heading one tick before, by seat, 1/65536 turn. */
  readonly #headings: Int32Array;
  /** The last tick that can be shown. */
  #endTick: Tick = Number.POSITIVE_INFINITY;
  #fault: Error | null = null;
  #playing = false;
  #speed = 1;
  #owedTicks = 0;
  #jumps = 0;
  #lastMs = Number.NaN;
  #seekMs = 0;

  /**
   * Throws `JournalError` or `CodecError` if the recording has no valid snapshot to start from.
   *
   * @param now a monotonic clock, ms
   * @param nameOf returns a pilot's name
   */
  constructor(
    film: Recording,
    now: () => number = () => performance.now(),
    live: LiveMatch | null = null,
    nameOf: NameOf = () => "",
  ) {
    this.live = live;
    this.#film = film;
    this.#now = now;
    this.#nameOf = nameOf;
    this.#playback = playbackOf(film);
    this.scan = new RecordingScan(film, now, nameOf);
    this.camera = new ReplayCamera(this.scan.kills, arena.tickHz);
    this.#headings = new Int32Array(this.#playback.world.players.capacity);
    this.#saveHeadings();
    this.#frame.net.state = "live";
    this.#show();
  }

  get tick(): Tick {
    return this.#playback.tick;
  }

  /** Tick of the last frame. */
  get shownTick(): Tick {
    return Math.floor(this.#frame.tick);
  }

  get firstTick(): Tick {
    return this.#film.firstTick;
  }

  /** Becomes earlier if a step throws. */
  get lastTick(): Tick {
    return Math.min(this.#film.lastTick, this.#endTick);
  }

  get cutShort(): Recording["cutShort"] {
    return this.#film.cutShort;
  }

  /** Whether the recording still grows. */
  get isGrowing(): boolean {
    return this.#film.isGrowing && this.#fault === null;
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

  /** Another speed than 1 leaves the live edge. */
  set speed(speed: number) {
    this.#speed = speed;
    if (speed !== 1) this.#leaveEdge();
  }

  /** The error that ended the recording early; null: none. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** How long the last {@link seek} took, ms. */
  get seekMs(): number {
    return this.#seekMs;
  }

  /** Hash of the shown world. */
  get hash(): Hash {
    return arena.hash(this.#playback.world);
  }

  /** Plays; from the start if the recording is at its end. */
  play(): void {
    if (this.tick >= this.lastTick && !this.isGrowing) this.seek(this.firstTick);
    this.#playing = true;
  }

  pause(): void {
    this.#playing = false;
    this.#leaveEdge();
  }

  /** Jumps to the live edge and follows it. */
  followLive(): void {
    this.#speed = 1;
    this.#playing = true;
    this.seek(this.#end);
  }

  /** Right end of the scrub bar: a running match is not shown up to its last tick. */
  get end(): Tick {
    const { live } = this;
    return live?.atEdge ? this.tick : Math.max(this.tick, this.#end);
  }

  get #end(): Tick {
    return this.isGrowing ? Math.min(this.lastTick, this.live?.edge ?? this.lastTick) : this.lastTick;
  }

  /** Jumps to the nearest tick of the recording. */
  seek(tick: Tick): void {
    const startMs = this.#now();
    const wanted = clamp(Math.round(tick), this.firstTick, this.#end);
    if (this.live !== null)
      this.live.atEdge = this.#playing && this.#speed === 1 && this.isGrowing && wanted === this.#end;
    const gap = this.#playback.timeline.gaps.find(({ after, tick: next }) => wanted > after && wanted < next);
    this.#guard(() => this.#playback.seek(gap?.tick ?? wanted));
    this.#owedTicks = 0;
    this.#jumps++;
    this.#saveHeadings();
    this.camera.onJump();
    this.#seekMs = this.#now() - startMs;
  }

  advance(nowMs: number): void {
    const frame = this.#frame;
    frame.events.length = 0;
    const passedS = Number.isNaN(this.#lastMs) ? 0 : clamp((nowMs - this.#lastMs) / 1000, 0, MAX_PASSED_S);
    this.#lastMs = nowMs;
    if (this.tick < this.firstTick) this.seek(this.firstTick);
    const rate = this.#follow(passedS);
    if (this.#playing) this.#play(passedS * arena.tickHz * this.#speed * rate);
    this.#show();
    this.camera.update(frame, this.#speed, passedS);
    frame.own.seat = this.camera.seat;
    this.scan.run(this.#playing ? SCAN_PLAYING_MS : SCAN_PAUSED_MS);
  }

  view(): ArenaFrame {
    return this.#frame;
  }

  control(): void {}
  chooseHull(): void {}
  leave(): void {}

  /** Follows a running match; returns the playback rate. */
  #follow(passedS: number): number {
    const { live } = this;
    if (live === null) return 1;
    const rate = live.rate(this.tick + this.#owedTicks, this.scan.tick, passedS);
    if (!live.atEdge) {
      if (this.#playing && this.#speed > 1 && this.tick >= live.edge) this.followLive();
      return 1;
    }
    if (rate === null) this.followLive();
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
    this.#saveHeadings();
    const before = this.tick;
    if (before < this.lastTick) this.#guard(() => this.#playback.step(this.#emit));
    // After a gap, draw no motion across it.
    if (this.tick > before + 1) {
      this.#jumps++;
      this.camera.onJump();
    }
    if (this.tick < this.lastTick) return;
    this.#owedTicks = 0;
    if (!this.isGrowing) this.#playing = false;
  }

  readonly #emit = (event: Event): void => {
    this.#frame.events.push(event);
  };

  /** Ends the recording where it cannot be played further. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof StepFault) {
        // The failed step left the world between two ticks.
        this.#endTick = error.tick - 1;
        this.#playback.seek(this.#endTick);
      } else if (error instanceof CodecError || error instanceof JournalError) this.#endTick = this.tick;
      else throw error;
      this.#fault = error;
    }
  }

  #saveHeadings(): void {
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
      if (Math.abs(turned) < MAX_TURN) ship.angle += turned * this.#owedTicks;
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
