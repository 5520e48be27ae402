import { type Segment, SegmentReader } from "../../shared/journal/index.ts";
import type { AnyMachine } from "../clockwork/definition.ts";
import { spread } from "../journal/pack.ts";
import type { JournalStore } from "../journal/port.ts";
import type { Store } from "../store/port.ts";

/** How recordings of one game lose names. */
export interface Erasing {
  /** Id of its machines. */
  readonly machine: string;
  /** The version of those that are recorded now, which hold no names. */
  readonly version: number;
  recordsNames(machine: AnyMachine): boolean;
  /** See `withoutPeople`. */
  withoutPeople(
    machine: AnyMachine,
    bytes: Uint8Array,
    isGone: (player: number) => boolean,
  ): Generator<void, Uint8Array | null>;
}

export interface RecordingErasuresHost {
  readonly store: Pick<Store, "goneFromRecordings" | "recordingsForgot">;
  readonly journals: Pick<
    JournalStore,
    | "rooms"
    | "read"
    | "replays"
    | "openReplay"
    | "replaceReplay"
    | "removeReplay"
    | "asides"
    | "readAside"
    | "removeAside"
  >;
  /** Throws where there is no such machine any more. */
  readonly findMachine: (id: string, version: number) => AnyMachine;
  readonly erasing: Erasing;
  /** What a replay is about is another now. */
  readonly changed: (replayId: string) => void;
  readonly report: (error: unknown) => void;
  /** For the log. */
  readonly tell: (text: string) => void;
}

/** From a segment's start; a header is seldom longer. */
const HEADER_BYTES = 0x4000;
/** Larger ones are given up instead of being recorded again. */
const MOST_BYTES = 0x400_0000;

/**
 * Takes people who are gone out of recordings that earlier versions made, with their names in them: replays are recorded
 * again under the machine that played them, or given up where that cannot be done; what was set aside is given up. The store
 * notes who is to be forgotten in the transaction that removes them, and lets go of the note when no recording is left that
 * may hold them: a match that goes on under an earlier version is waited for.
 */
export class RecordingErasures {
  readonly #host: RecordingErasuresHost;
  /** Replays in which there is no name. */
  readonly #clean = new Set<string>();
  /** Of others, those who were looked for in them last. */
  readonly #searched = new Map<string, string>();
  #last: Promise<void> = Promise.resolve();
  #waiting = false;
  #closed = false;

  constructor(host: RecordingErasuresHost) {
    this.#host = host;
  }

  /** Does what can be done now, between ticks. Never rejects. */
  sweep(): Promise<void> {
    if (this.#waiting || this.#closed) return this.#last;
    this.#waiting = true;
    this.#last = this.#last
      .then(() => {
        this.#waiting = false;
        return this.#sweep();
      })
      .catch(this.#host.report);
    return this.#last;
  }

  /** Ends after the recording that it is at. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }

  async #sweep(): Promise<void> {
    const { store, journals } = this.#host;
    const gone = new Set(await store.goneFromRecordings());
    if (gone.size === 0) return;
    const isGone = (player: number) => gone.has(player);
    const wanted = [...gone].sort((a, b) => a - b).join();
    // Asked for first: a match that ends now becomes one of the replays.
    const growing = await this.#anyGrowing();
    const replays = await journals.replays();
    const listed = new Set(replays.map(({ id }) => id));
    for (const known of [this.#clean, this.#searched])
      for (const id of known.keys()) if (!listed.has(id)) known.delete(id);
    for (const { id } of replays) {
      if (this.#closed) return;
      if (this.#clean.has(id) || this.#searched.get(id) === wanted) continue;
      await this.#replay(id, isGone);
      this.#searched.set(id, wanted);
    }
    for (const name of await journals.asides()) await this.#aside(name);
    if (growing) return;
    for (const player of gone) await store.recordingsForgot(player);
  }

  /** Whether a match goes on, or waits to become a replay, whose recording holds names. */
  async #anyGrowing(): Promise<boolean> {
    const { journals } = this.#host;
    for (const room of await journals.rooms()) {
      const [newest] = await journals.read(room, 1);
      if (newest !== undefined && this.#mayHoldNames(newest)) return true;
    }
    return false;
  }

  async #replay(id: string, isGone: (player: number) => boolean): Promise<void> {
    const { journals, erasing, findMachine, changed, tell } = this.#host;
    const replay = await journals.openReplay(id);
    if (replay === null) return;
    const head = new Uint8Array(await replay.slice(0, HEADER_BYTES).arrayBuffer());
    if (!this.#mayHoldNames({ name: id, bytes: head })) {
      this.#clean.add(id);
      return;
    }
    try {
      if (replay.size > MOST_BYTES) throw new Error(`${replay.size} bytes, at most ${MOST_BYTES} are recorded again`);
      const bytes = new Uint8Array(await replay.arrayBuffer());
      const { header } = new SegmentReader(bytes, id);
      if (header === null) throw new Error("it has no header");
      const machine = findMachine(header.machine, header.machineVersion);
      const without = await spread(erasing.withoutPeople(machine, bytes, isGone));
      if (without === null) return;
      await journals.replaceReplay(id, without);
      tell(`replay ${id} is recorded again without people who are gone`);
    } catch (error) {
      await journals.removeReplay(id);
      tell(`replay ${id} is given up, as people who are gone cannot be taken out of it: ${(error as Error).message}`);
    }
    changed(id);
  }

  /** What could not be gone on with can hardly be recorded again. */
  async #aside(name: string): Promise<void> {
    const { journals, tell } = this.#host;
    for (const segment of await journals.readAside(name)) {
      if (!this.#mayHoldNames(segment)) continue;
      await journals.removeAside(name);
      tell(`${name}, which was set aside, is given up, as it may name people who are gone`);
      return;
    }
  }

  /** Of what cannot be read, it is said elsewhere whose it is. */
  #mayHoldNames({ name, bytes }: Segment): boolean {
    const { erasing, findMachine } = this.#host;
    try {
      const { header } = new SegmentReader(bytes, name);
      if (header === null || header.machine !== erasing.machine || header.machineVersion === erasing.version)
        return false;
      return isNaming(() => erasing.recordsNames(findMachine(header.machine, header.machineVersion)));
    } catch {
      return false;
    }
  }
}

/** A version that is not kept any more may have done so. */
function isNaming(ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return true;
  }
}
