import { JournalError, type Playback, StepFault } from "../../shared/journal/index.ts";
import { CodecError, type Hash, type Tick } from "../../shared/machine.ts";
import type { LiveMatch } from "./live-match.ts";
import type { OpenedRecording } from "./open-replay.ts";
import { playbackOf, type Recording } from "./recording.ts";
import { RecordingScan } from "./recording-scan.ts";

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];

/** Time for steps in one frame, ms: on a slow machine the recording plays slower, but the page still responds. */
const STEP_BUDGET_MS = 14;
/** Time for the scan in one frame, ms, while playing and while paused. */
const SCAN_PLAYING_MS = 4;
const SCAN_PAUSED_MS = 9;
/** Longest time that one frame plays, s. */
const MAX_PASSED_S = 0.25;

/**
 * Plays a recorded or running match in this page, with the game's own machine: play, pause, speed, jumps, and the live
 * edge. A game adds how it draws the world.
 */
export class ReplayPlayer<World, Command, Event, Config> {
  /** The running match; null: this is a finished recording. */
  readonly live: LiveMatch<World, Command, Event, Config> | null;
  readonly scan: RecordingScan<World, Command, Event, Config>;
  protected readonly playback: Playback<World, Command, Event, Config>;
  /** Share of the next tick that has passed. */
  protected owedTicks = 0;
  readonly #film: Recording<World, Command, Event, Config>;
  readonly #now: () => number;
  /** The last tick that can be shown. */
  #endTick: Tick = Number.POSITIVE_INFINITY;
  #fault: Error | null = null;
  #playing = false;
  #speed = 1;
  #lastMs = Number.NaN;
  #seekMs = 0;

  /**
   * Throws `JournalError` or `CodecError` if the recording has no valid snapshot to start from.
   *
   * @param now a monotonic clock, ms
   */
  constructor(
    { film, live }: Pick<OpenedRecording<World, Command, Event, Config>, "film" | "live">,
    now: () => number = () => performance.now(),
    scan: RecordingScan<World, Command, Event, Config> = new RecordingScan(film, now),
  ) {
    this.live = live;
    this.scan = scan;
    this.playback = playbackOf(film);
    this.#film = film;
    this.#now = now;
  }

  get tick(): Tick {
    return this.playback.tick;
  }

  get firstTick(): Tick {
    return this.#film.firstTick;
  }

  /** Becomes earlier if a step throws. */
  get lastTick(): Tick {
    return Math.min(this.#film.lastTick, this.#endTick);
  }

  get cutShort(): Recording<World, Command, Event, Config>["cutShort"] {
    return this.#film.cutShort;
  }

  /** Whether the recording still grows. */
  get isGrowing(): boolean {
    return this.#film.isGrowing && this.#fault === null;
  }

  get tickHz(): number {
    return this.playback.machine.tickHz;
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
    return this.playback.machine.hash(this.playback.world);
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
    const gap = this.playback.timeline.gaps.find(({ after, tick: next }) => wanted > after && wanted < next);
    this.#guard(() => this.playback.seek(gap?.tick ?? wanted));
    this.owedTicks = 0;
    this.onJump();
    this.#seekMs = this.#now() - startMs;
  }

  /** Plays what has passed since the last call. Returns that time, s at speed 1. */
  protected playUntil(nowMs: number): number {
    const passedS = Number.isNaN(this.#lastMs) ? 0 : clamp((nowMs - this.#lastMs) / 1000, 0, MAX_PASSED_S);
    this.#lastMs = nowMs;
    if (this.tick < this.firstTick) this.seek(this.firstTick);
    const rate = this.#follow(passedS);
    if (this.#playing) this.#play(passedS * this.tickHz * this.#speed * rate);
    return passedS;
  }

  /** Continues the scan; call it once a frame. */
  protected runScan(): void {
    this.scan.run(this.#playing ? SCAN_PLAYING_MS : SCAN_PAUSED_MS);
  }

  protected onEvent(_event: Event): void {}

  /** Called before each step. */
  protected beforeStep(): void {}

  /** The world is another than the next one: draw no motion across the jump. */
  protected onJump(): void {}

  /** Follows a running match; returns the playback rate. */
  #follow(passedS: number): number {
    const { live } = this;
    if (live === null) return 1;
    const rate = live.rate(this.tick + this.owedTicks, this.scan.tick, passedS);
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
    this.owedTicks += ticks;
    while (this.owedTicks >= 1 && this.#playing) {
      this.owedTicks--;
      this.#step();
      if (this.#now() > endMs) this.owedTicks %= 1;
    }
  }

  #step(): void {
    this.beforeStep();
    const before = this.tick;
    if (before < this.lastTick) this.#guard(() => this.playback.step(this.#emit));
    // After a gap, draw no motion across it.
    if (this.tick > before + 1) this.onJump();
    if (this.tick < this.lastTick) return;
    this.owedTicks = 0;
    if (!this.isGrowing) this.#playing = false;
  }

  readonly #emit = (event: Event): void => this.onEvent(event);

  /** Ends the recording where it cannot be played further. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof StepFault) {
        // The failed step left the world between two ticks.
        this.#endTick = error.tick - 1;
        this.playback.seek(this.#endTick);
      } else if (error instanceof CodecError || error instanceof JournalError) this.#endTick = this.tick;
      else throw error;
      this.#fault = error;
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
