import { encodeUtf8 } from "../../../shared/codec/text.ts";
import { overFairShare } from "../../storage/fair-share.ts";
import type { FileSystem } from "./file-system.ts";
import type { JournalPaths } from "./journal-paths.ts";
import { listSegmentsIn, machineOf, type SegmentFile, sortByAge } from "./segment-files.ts";

/** Stores journals that were set aside for inspection: one folder each, with the reason. */
export class QuarantineFiles {
  readonly #files: FileSystem;
  readonly #layout: JournalPaths;
  readonly #maxPerMachine: number;

  constructor(files: FileSystem, layout: JournalPaths, maxPerMachine: number) {
    this.#files = files;
    this.#layout = layout;
    this.#maxPerMachine = maxPerMachine;
  }

  names(): readonly string[] {
    return this.#files.list(this.#layout.quarantine).map(({ name }) => name);
  }

  addRoom(roomId: string, reason: string): void {
    const folder = this.#newFolder(roomId);
    this.#files.move(this.#layout.room(roomId), folder);
    this.#writeReason(folder, reason);
  }

  addSegments(roomId: string, segments: readonly SegmentFile[], reason: string): void {
    const folder = this.#newFolder(roomId);
    for (const { path, name } of segments) this.#files.move(path, `${folder}/${name}`);
    this.#writeReason(folder, reason);
  }

  segments(name: string): SegmentFile[] {
    return listSegmentsIn(this.#files, this.#folder(name));
  }

  /** The machine that wrote a journal; null: unknown. */
  machineOf(name: string): string | null {
    return machineOf(this.#files, this.segments(name));
  }

  remove(name: string): void {
    this.#files.remove(this.#folder(name));
  }

  #folder(name: string): string {
    return `${this.#layout.quarantine}/${name}`;
  }

  #newFolder(roomId: string): string {
    const existing = new Set(this.names());
    let number = 1;
    while (existing.has(`${roomId}-${number}`)) number++;
    return this.#folder(`${roomId}-${number}`);
  }

  #writeReason(folder: string, reason: string): void {
    this.#files.replace(`${folder}/reason.txt`, encodeUtf8(`${reason}\n`));
    this.#trim();
  }

  /** Each machine's journals displace only their own kind: a lobby is one, matches are many. */
  #trim(): void {
    const journals = sortByAge(this.#files.list(this.#layout.quarantine)).map(({ name, bytes }) => {
      return { name, bytes, players: [this.machineOf(name) ?? ""] };
    });
    for (const { name } of overFairShare(journals, this.#maxPerMachine, Number.POSITIVE_INFINITY)) this.remove(name);
  }
}
