import { type Segment, SegmentReader } from "../../shared/journal/index.ts";
import type { JournalStore } from "../journal/port.ts";
import type { Store } from "../platform/store/port.ts";
import { runInSlices } from "../run-in-slices.ts";
import type { AnyMachine } from "../runtime/room-definition.ts";

/** Erases names from recordings of one game. */
export interface RecordingEraser {
  /** Id of its machines. */
  readonly machine: string;
  /** The version recorded now, which holds no names. */
  readonly version: number;
  recordsNames(machine: AnyMachine): boolean;
  /** See `withoutPeople`. */
  withoutPeople(
    machine: AnyMachine,
    bytes: Uint8Array,
    isDeleted: (player: number) => boolean,
  ): Generator<void, Uint8Array | null>;
}

export interface RecordingErasuresOptions {
  readonly store: Pick<Store, "pendingRecordingErasures" | "recordingErasureDone">;
  readonly journals: Pick<
    JournalStore,
    | "rooms"
    | "read"
    | "replays"
    | "openReplay"
    | "replaceReplay"
    | "removeReplay"
    | "quarantined"
    | "readQuarantined"
    | "removeQuarantined"
  >;
  /** Throws if the machine is no longer available. */
  readonly findMachine: (id: string, version: number) => AnyMachine;
  /** Of each game whose earlier versions recorded names. */
  readonly erasers: readonly RecordingEraser[];
  /** Called when a replay's content has changed. */
  readonly onChanged: (replayId: string) => void;
  readonly report: (error: unknown) => void;
  /** Writes a line to the log. */
  readonly log: (text: string) => void;
}

/** Bytes to read for a header, which is seldom longer. */
const HEADER_BYTES = 0x4000;
/** Larger replays are deleted, not rerecorded. */
const MAX_BYTES = 0x400_0000;

/**
 * Erases deleted players from recordings of earlier versions, which contain names. Rerecords replays under the machine
 * that played them, or deletes them if that fails; deletes journals set aside. The store notes whom to erase in the
 * transaction that deletes the player, and drops the note when no recording can name them any more: while a match still
 * runs under an earlier version, the note stays.
 */
export class RecordingErasures {
  readonly #options: RecordingErasuresOptions;
  /** Replays without names. */
  readonly #clean = new Set<string>();
  /** For the other replays, the set of players last searched for. */
  readonly #searched = new Map<string, string>();
  #last: Promise<void> = Promise.resolve();
  #waiting = false;
  #closed = false;

  constructor(options: RecordingErasuresOptions) {
    this.#options = options;
  }

  /** Erases what it can now, in slices. Never rejects. */
  sweep(): Promise<void> {
    if (this.#waiting || this.#closed) return this.#last;
    this.#waiting = true;
    this.#last = this.#last
      .then(() => {
        this.#waiting = false;
        return this.#sweep();
      })
      .catch(this.#options.report);
    return this.#last;
  }

  /** Stops after the current recording. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }

  async #sweep(): Promise<void> {
    const { store, journals } = this.#options;
    const deleted = new Set(await store.pendingRecordingErasures());
    if (deleted.size === 0) return;
    const isDeleted = (player: number) => deleted.has(player);
    const deletedKey = [...deleted].sort((a, b) => a - b).join();
    // Check first: a match that ends now becomes one of the replays.
    const anyRecording = await this.#anyRecording();
    const replays = await journals.replays();
    const listed = new Set(replays.map(({ id }) => id));
    for (const known of [this.#clean, this.#searched])
      for (const id of known.keys()) if (!listed.has(id)) known.delete(id);
    for (const { id } of replays) {
      if (this.#closed) return;
      if (this.#clean.has(id) || this.#searched.get(id) === deletedKey) continue;
      await this.#replay(id, isDeleted);
      this.#searched.set(id, deletedKey);
    }
    for (const name of await journals.quarantined()) await this.#aside(name);
    if (anyRecording) return;
    for (const player of deleted) await store.recordingErasureDone(player);
  }

  /** Whether any running match, or one that waits to become a replay, may record names. */
  async #anyRecording(): Promise<boolean> {
    const { journals } = this.#options;
    for (const room of await journals.rooms()) {
      const [newest] = await journals.read(room, 1);
      if (newest !== undefined && this.#mayHoldNames(newest)) return true;
    }
    return false;
  }

  async #replay(id: string, isDeleted: (player: number) => boolean): Promise<void> {
    const { journals, findMachine, onChanged, log } = this.#options;
    const replay = await journals.openReplay(id);
    if (replay === null) return;
    const start = new Uint8Array(await replay.slice(0, HEADER_BYTES).arrayBuffer());
    if (!this.#mayHoldNames({ name: id, bytes: start })) {
      this.#clean.add(id);
      return;
    }
    try {
      if (replay.size > MAX_BYTES) throw new Error(`${replay.size} bytes, but at most ${MAX_BYTES} are rerecorded`);
      const bytes = new Uint8Array(await replay.arrayBuffer());
      const { header } = new SegmentReader(bytes, id);
      if (header === null) throw new Error("it has no header");
      const machine = findMachine(header.machine, header.machineVersion);
      const eraser = this.#eraserOf(header.machine);
      if (eraser === undefined) return;
      const without = await runInSlices(eraser.withoutPeople(machine, bytes, isDeleted));
      if (without === null) return;
      await journals.replaceReplay(id, without);
      log(`replay ${id} was rerecorded without deleted players`);
    } catch (error) {
      await journals.removeReplay(id);
      log(`replay ${id} was deleted, because deleted players could not be erased from it: ${(error as Error).message}`);
    }
    onChanged(id);
  }

  /** Journals set aside are deleted, because they can hardly be rerecorded. */
  async #aside(name: string): Promise<void> {
    const { journals, log } = this.#options;
    for (const segment of await journals.readQuarantined(name)) {
      if (!this.#mayHoldNames(segment)) continue;
      await journals.removeQuarantined(name);
      log(`${name}, which was set aside, was deleted, because it may name deleted players`);
      return;
    }
  }

  #eraserOf(machine: string): RecordingEraser | undefined {
    return this.#options.erasers.find((eraser) => eraser.machine === machine);
  }

  /** Unreadable recordings are handled elsewhere. */
  #mayHoldNames({ name, bytes }: Segment): boolean {
    const { findMachine } = this.#options;
    try {
      const { header } = new SegmentReader(bytes, name);
      const eraser = header === null ? undefined : this.#eraserOf(header.machine);
      if (header === null || eraser === undefined || header.machineVersion === eraser.version) return false;
      return mayRecordNames(() => eraser.recordsNames(findMachine(header.machine, header.machineVersion)));
    } catch {
      return false;
    }
  }
}

/** Assume that a missing version records names. */
function mayRecordNames(recordsNames: () => boolean): boolean {
  try {
    return recordsNames();
  } catch {
    return true;
  }
}
