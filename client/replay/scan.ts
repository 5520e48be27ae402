import { arena, CAUSE, type Event, type World } from "../../shared/arena/index.ts";
import { type NameOf, nameOfPilot } from "../../shared/arena/seats.ts";
import { JournalError, StepFault } from "../../shared/journal/index.ts";
import { CodecError, type Tick } from "../../shared/machine.ts";
import { type ArenaPlayback, addStart, type Film, playbackOf } from "./film.ts";

/** A ship's end, for the scrub bar. `by` −1: nobody. Names are those that are known now. */
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
const MOST_KILLS = 5_000;
/** Worlds kept to jump to are so far apart: a jump then plays at most as many ticks. */
const START_EVERY_TICKS = 120;
/** All of them together; beyond it, jumps into the rest of a film take longer. */
const MOST_START_BYTES = 0x300_0000;
/** Ticks between two looks at the clock. */
const LOOK_EVERY_TICKS = 8;

/**
 * Plays a film through once, ahead of what is shown and in slices: notes its kills, keeps worlds to jump to, and compares
 * hashes with those recorded.
 */
export class Scan {
  readonly kills: Kill[] = [];
  readonly #film: Film;
  readonly #playback: ArenaPlayback;
  readonly #now: () => number;
  readonly #nameOf: NameOf;
  #done = false;
  #differsAt: Tick | null = null;

  constructor(film: Film, now: () => number, nameOf: NameOf = () => "") {
    this.#film = film;
    this.#now = now;
    this.#nameOf = nameOf;
    this.#playback = playbackOf(film);
  }

  /** How far it has come. */
  get tick(): Tick {
    return this.#playback.tick;
  }

  get done(): boolean {
    return this.#done;
  }

  /** The tick of the first hash that is not the recorded one; null: none so far. */
  get differsAt(): Tick | null {
    return this.#differsAt;
  }

  /** Goes on for about so long. */
  run(budgetMs: number): void {
    if (this.#done) return;
    const endMs = this.#now() + budgetMs;
    try {
      this.#forget();
      do {
        for (let i = 0; i < LOOK_EVERY_TICKS; i++) if (!this.#step()) return;
      } while (this.#now() < endMs);
    } catch (error) {
      // Whoever plays up to there is told; there is nothing to note after it.
      if (!(error instanceof StepFault || error instanceof CodecError || error instanceof JournalError)) throw error;
      this.#done = true;
    }
  }

  /** False: there is nothing to step to, yet or any more. */
  #step(): boolean {
    const playback = this.#playback;
    const film = this.#film;
    if (playback.tick >= film.lastTick || !playback.step(this.#note)) {
      this.#done = !film.more;
      return false;
    }
    const { world, tick } = playback;
    this.#compare();
    if (tick % START_EVERY_TICKS === 0 && bytesOf(film.starts) < MOST_START_BYTES)
      addStart(film, tick, () => arena.save(world), START_EVERY_TICKS);
    return true;
  }

  /** What was not looked at in time is gone. */
  #forget(): void {
    const { firstTick } = this.#film;
    if (this.#playback.tick < firstTick) this.#playback.seek(firstTick);
    const old = firstAt(this.kills, firstTick);
    if (old > 0) this.kills.splice(0, old);
  }

  #compare(): void {
    const { world, tick, timeline } = this.#playback;
    if (this.#differsAt !== null) return;
    const recorded = timeline.hashes[firstAt(timeline.hashes, tick)];
    if (recorded?.tick === tick && arena.hash(world) !== recorded.hash) this.#differsAt = tick;
  }

  /** The name of who sits at a seat in this tick, as it is whenever it is asked for. */
  #nameLater({ players, names }: World, seat: number): () => string {
    const pilot = players.pilot[seat];
    const own = names[seat];
    return () => (pilot === 0 ? own : nameOfPilot(pilot, this.#nameOf));
  }

  readonly #note = (event: Event): void => {
    if (event.type !== "death" || event.cause === CAUSE.left || this.kills.length === MOST_KILLS) return;
    const { world } = this.#playback;
    const { players, tick } = world;
    const { seat, cause } = event;
    const by = event.by === seat ? -1 : event.by;
    const [name, byName] = [this.#nameLater(world, seat), by < 0 ? () => "" : this.#nameLater(world, by)];
    this.kills.push({
      ...{ tick, seat, kind: players.kind[seat], cause },
      ...{ by, byKind: by < 0 ? 0 : players.kind[by] },
      get name() {
        return name();
      },
      get byName() {
        return byName();
      },
    });
  };
}

function bytesOf(starts: Film["starts"]): number {
  return starts.reduce((sum, { world }) => sum + (world?.length ?? 0), 0);
}

/** Index of the first of a list at or after a tick; their number, if there is none. */
export function firstAt(list: readonly { readonly tick: Tick }[], tick: Tick): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].tick >= tick) high = middle;
    else low = middle + 1;
  }
  return low;
}
