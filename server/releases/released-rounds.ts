import { JournalError, SegmentReader } from "../../shared/journal/index.ts";
import type { Summarize } from "../ops/round-list.ts";
import type { Release } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";

/** The rounds of the current version. */
export interface CurrentRounds {
  readonly machine: string;
  readonly version: number;
  readonly summarize: Summarize;
}

/** Finished rounds of all versions: each is summarized and shown by the version that played it. */
export class ReleasedRounds {
  readonly #current: CurrentRounds;
  readonly #shelf: ReleaseStore;

  constructor(current: CurrentRounds, shelf: ReleaseStore) {
    this.#current = current;
    this.#shelf = shelf;
  }

  /** The release that shows a replay; null: the current version, or none. Throws `JournalError` or `CodecError`. */
  releaseOf(replay: Uint8Array): Release | null {
    const { header } = new SegmentReader(replay, "replay");
    const { machine, version } = this.#current;
    if (header === null || (header.machine === machine && header.machineVersion === version)) return null;
    return this.#shelf.findByMachine(header.machine, header.machineVersion);
  }

  /** Also throws `JournalError` if the version that played it has no summaries. @see Summarize */
  *summarize(replay: Uint8Array): ReturnType<Summarize> {
    const release = this.releaseOf(replay);
    const { summarize } = release === null ? this.#current : this.#shelf.loadScript(release);
    if (summarize === undefined) throw new JournalError("machine", `${release?.id}: it has no summaries of rounds`);
    return yield* summarize(replay);
  }
}
