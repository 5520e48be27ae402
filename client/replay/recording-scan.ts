import { JournalError, type Playback, StepFault } from "../../shared/journal/index.ts";
import { CodecError, type Tick } from "../../shared/machine.ts";
import { addStart, firstIndexAt, playbackOf, type Recording } from "./recording.ts";

/** Distance of the snapshots that are added for seeking: a seek then plays at most as many ticks. */
const START_EVERY_TICKS = 120;
/** Size of all added snapshots; beyond it, seeking in the rest of a recording is slower. */
const MAX_START_BYTES = 0x300_0000;
/** Ticks between two checks of the time budget. */
const CHECK_EVERY_TICKS = 8;

/**
 * Plays a recording once in slices, ahead of the displayed picture: adds snapshots for seeking, and compares hashes with
 * the recorded ones. A game that lists some of the events extends it.
 */
export class RecordingScan<World, Command, Event, Config> {
  protected readonly playback: Playback<World, Command, Event, Config>;
  readonly #film: Recording<World, Command, Event, Config>;
  readonly #now: () => number;
  #done = false;
  #differsAt: Tick | null = null;

  /** @param now a monotonic clock, ms */
  constructor(film: Recording<World, Command, Event, Config>, now: () => number) {
    this.#film = film;
    this.#now = now;
    this.playback = playbackOf(film);
  }

  /** The tick it has reached. */
  get tick(): Tick {
    return this.playback.tick;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Tick of the first hash that differs from the recorded one; null: none so far. */
  get mismatchTick(): Tick | null {
    return this.#differsAt;
  }

  /** Continues for about this long. */
  run(budgetMs: number): void {
    if (this.#done) return;
    const endMs = this.#now() + budgetMs;
    try {
      this.#dropOld();
      do {
        for (let i = 0; i < CHECK_EVERY_TICKS; i++) if (!this.#step()) return;
      } while (this.#now() < endMs);
    } catch (error) {
      // Playback reports the error when it gets there; the scan ends here.
      if (!(error instanceof StepFault || error instanceof CodecError || error instanceof JournalError)) throw error;
      this.#done = true;
    }
  }

  protected onEvent(_event: Event): void {}

  /** The recording now begins at this tick. */
  protected forgetBefore(_tick: Tick): void {}

  /** Returns false if there is no further tick, or not yet. */
  #step(): boolean {
    const { playback } = this;
    const film = this.#film;
    if (playback.tick >= film.lastTick || !playback.step((event) => this.onEvent(event))) {
      this.#done = !film.isGrowing;
      return false;
    }
    const { world, tick } = playback;
    this.#compareHash();
    if (tick % START_EVERY_TICKS === 0 && bytesOf(film) < MAX_START_BYTES)
      addStart(film, tick, () => film.machine.save(world), START_EVERY_TICKS);
    return true;
  }

  /** Skips ticks that are no longer part of the recording. */
  #dropOld(): void {
    const { firstTick } = this.#film;
    if (this.playback.tick < firstTick) this.playback.seek(firstTick);
    this.forgetBefore(firstTick);
  }

  #compareHash(): void {
    const { world, tick, timeline, machine } = this.playback;
    if (this.#differsAt !== null) return;
    const recorded = timeline.hashes[firstIndexAt(timeline.hashes, tick)];
    if (recorded?.tick === tick && machine.hash(world) !== recorded.hash) this.#differsAt = tick;
  }
}

function bytesOf({ starts }: { readonly starts: readonly { readonly world: Uint8Array | null }[] }): number {
  return starts.reduce((sum, { world }) => sum + (world?.length ?? 0), 0);
}
