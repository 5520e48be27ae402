import { arena, CAUSE, type Event, type World } from "../../../../shared/games/arena/index.ts";
import { type NameOf, nameOfPilot } from "../../../../shared/games/arena/seats.ts";
import { JournalError, StepFault } from "../../../../shared/journal/index.ts";
import { CodecError, type Tick } from "../../../../shared/machine.ts";
import { type ArenaPlayback, addStart, playbackOf, type Recording } from "../../../replay/recording.ts";

/** A kill, for the scrub bar. `by` −1: nobody. The names are read when they are used, so they are current. */
export interface Kill {
  readonly tick: Tick;
  readonly seat: number;
  readonly name: string;
  readonly kind: number;
  readonly by: number;
  readonly byName: string;
  readonly byKind: number;
  readonly cause: number;
}

/** Kills listed at most; a round has some hundreds. */
const MAX_KILLS = 5_000;
/** Distance of the snapshots that are added for seeking: a seek then plays at most as many ticks. */
const START_EVERY_TICKS = 120;
/** Size of all added snapshots; beyond it, seeking in the rest of a recording is slower. */
const MAX_START_BYTES = 0x300_0000;
/** Ticks between two checks of the time budget. */
const CHECK_EVERY_TICKS = 8;

/**
 * Plays a recording once in slices, ahead of what is shown: lists its kills, adds snapshots for seeking, and compares
 * hashes with those recorded.
 */
export class RecordingScan {
  readonly kills: Kill[] = [];
  readonly #film: Recording;
  readonly #playback: ArenaPlayback;
  readonly #now: () => number;
  readonly #nameOf: NameOf;
  #done = false;
  #differsAt: Tick | null = null;

  constructor(film: Recording, now: () => number, nameOf: NameOf = () => "") {
    this.#film = film;
    this.#now = now;
    this.#nameOf = nameOf;
    this.#playback = playbackOf(film);
  }

  /** The tick it has reached. */
  get tick(): Tick {
    return this.#playback.tick;
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

  /** Returns false if there is no further tick, or not yet. */
  #step(): boolean {
    const playback = this.#playback;
    const film = this.#film;
    if (playback.tick >= film.lastTick || !playback.step(this.#onEvent)) {
      this.#done = !film.isGrowing;
      return false;
    }
    const { world, tick } = playback;
    this.#compareHash();
    if (tick % START_EVERY_TICKS === 0 && bytesOf(film.starts) < MAX_START_BYTES)
      addStart(film, tick, () => arena.save(world), START_EVERY_TICKS);
    return true;
  }

  /** Skips ticks and drops kills that are no longer part of the recording. */
  #dropOld(): void {
    const { firstTick } = this.#film;
    if (this.#playback.tick < firstTick) this.#playback.seek(firstTick);
    const old = firstIndexAt(this.kills, firstTick);
    if (old > 0) this.kills.splice(0, old);
  }

  #compareHash(): void {
    const { world, tick, timeline } = this.#playback;
    if (this.#differsAt !== null) return;
    const recorded = timeline.hashes[firstIndexAt(timeline.hashes, tick)];
    if (recorded?.tick === tick && arena.hash(world) !== recorded.hash) this.#differsAt = tick;
  }

  /** Reads, when called, the current name of the player who has this seat now. */
  #nameGetter({ players, names }: World, seat: number): () => string {
    const pilot = players.pilot[seat];
    const own = names[seat];
    return () => (pilot === 0 ? own : nameOfPilot(pilot, this.#nameOf));
  }

  readonly #onEvent = (event: Event): void => {
    if (event.type !== "death" || event.cause === CAUSE.left || this.kills.length === MAX_KILLS) return;
    const { world } = this.#playback;
    const { players, tick } = world;
    const { seat, cause } = event;
    const by = event.by === seat ? -1 : event.by;
    const [name, byName] = [this.#nameGetter(world, seat), by < 0 ? () => "" : this.#nameGetter(world, by)];
    this.kills.push({
      tick,
      seat,
      kind: players.kind[seat],
      cause,
      by,
      byKind: by < 0 ? 0 : players.kind[by],
      get name() {
        return name();
      },
      get byName() {
        return byName();
      },
    });
  };
}

function bytesOf(starts: Recording["starts"]): number {
  return starts.reduce((sum, { world }) => sum + (world?.length ?? 0), 0);
}

/** Index of the first item at or after a tick; the list's length if there is none. */
export function firstIndexAt(list: readonly { readonly tick: Tick }[], tick: Tick): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].tick >= tick) high = middle;
    else low = middle + 1;
  }
  return low;
}
