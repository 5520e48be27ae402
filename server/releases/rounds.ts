import { JournalError, SegmentReader } from "../../shared/journal/index.ts";
import type { Summarize } from "../ops/round-list.ts";
import type { Release } from "./release.ts";
import type { Shelf } from "./shelf.ts";

/** Those of a kind that is played now. */
export interface CurrentRounds {
  readonly machine: string;
  readonly version: number;
  readonly summarize: Summarize;
}

/** Finished rounds of whatever version: each is for the version that played it to tell of and to show. */
export class Rounds {
  readonly #current: CurrentRounds;
  readonly #shelf: Shelf;

  constructor(current: CurrentRounds, shelf: Shelf) {
    this.#current = current;
    this.#shelf = shelf;
  }

  /** The release that shows a replay; null: the current version does, or none. Throws `JournalError` or `CodecError`. */
  releaseOf(replay: Uint8Array): Release | null {
    const { header } = new SegmentReader(replay, "replay");
    const { machine, version } = this.#current;
    if (header === null || (header.machine === machine && header.machineVersion === version)) return null;
    return this.#shelf.ofMachine(header.machine, header.machineVersion);
  }

  /** Throws `JournalError`, too, where the version that played it tells of no rounds. @see Summarize */
  *summarize(replay: Uint8Array): ReturnType<Summarize> {
    const release = this.releaseOf(replay);
    const { summarize } = release === null ? this.#current : this.#shelf.script(release);
    if (summarize === undefined) throw new JournalError("machine", `${release?.id}: it tells nothing of its rounds`);
    return yield* summarize(replay);
  }
}
