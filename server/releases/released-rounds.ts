import { JournalError, type SegmentHeader, SegmentReader } from "../../shared/journal/index.ts";
import type { Summarize } from "../rounds/round-list.ts";
import type { AnyRoomDefinition } from "../runtime/room-definition.ts";
import { defaultSummary } from "./default-summary.ts";
import type { Release } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";

/** The rounds of a game's current version. */
export interface CurrentRounds {
  readonly definition: Pick<AnyRoomDefinition, "name" | "machine" | "round">;
  /** Default of `summarize`: see {@link defaultSummary}. */
  readonly game: { readonly summarize?: Summarize };
}

/** Finished rounds of all games and versions: each is summarized and shown by the version that played it. */
export class ReleasedRounds {
  readonly #current: readonly CurrentRounds[];
  readonly #releases: ReleaseStore;

  /** @param current read at each call, as it may change in development */
  constructor(current: readonly CurrentRounds[], releases: ReleaseStore) {
    this.#current = current;
    this.#releases = releases;
  }

  /** The release that shows a replay; null: the current version, or none. Throws `JournalError` or `CodecError`. */
  releaseOf(replay: Uint8Array): Release | null {
    const { header } = new SegmentReader(replay, "replay");
    if (header === null || this.#currentOf(header) !== undefined) return null;
    return this.#releases.findByMachine(header.machine, header.machineVersion);
  }

  /** The name of the game that played a replay; null: this server has none of its machine. Throws like {@link releaseOf}. */
  gameOf(replay: Uint8Array): string | null {
    const { header } = new SegmentReader(replay, "replay");
    return (header && this.#gameOf(header)?.definition.name) ?? null;
  }

  /** Throws `JournalError` if no version can play it. @see Summarize */
  *summarize(replay: Uint8Array): ReturnType<Summarize> {
    const { header } = new SegmentReader(replay, "replay");
    if (header === null) throw new JournalError("damaged", "the replay has no header");
    // A machine of another version says what it cannot play.
    const game = this.#currentOf(header) ?? this.#gameOf(header);
    const release = this.releaseOf(replay);
    if (game === undefined && release === null)
      throw new JournalError("machine", `a replay of the unknown machine ${header.machine}`);
    const digest = yield* release === null
      ? summaryBy((game as CurrentRounds).definition, (game as CurrentRounds).game, replay)
      : this.#summaryBy(release, replay);
    return { ...digest, game: game?.definition.name ?? null };
  }

  #summaryBy(release: Release, replay: Uint8Array): ReturnType<Summarize> {
    return summaryBy(this.#releases.loadRoom(release, 0), this.#releases.loadScript(release), replay);
  }

  #currentOf({ machine, machineVersion }: SegmentHeader): CurrentRounds | undefined {
    return this.#current.find(
      ({ definition }) => definition.machine.id === machine && definition.machine.version === machineVersion,
    );
  }

  #gameOf({ machine }: SegmentHeader): CurrentRounds | undefined {
    return this.#current.find(({ definition }) => definition.machine.id === machine);
  }
}

function summaryBy(
  definition: CurrentRounds["definition"],
  { summarize }: CurrentRounds["game"],
  replay: Uint8Array,
): ReturnType<Summarize> {
  return summarize === undefined ? defaultSummary(definition, replay) : summarize(replay);
}
