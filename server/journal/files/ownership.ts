import { NotOwner } from "../port.ts";
import type { FileSystem } from "./file-system.ts";
import type { JournalPaths } from "./journal-paths.ts";

/** A room's owner, as recorded in its folder: the highest epoch that ever claimed it. */
export class Ownership {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #roomId: string;
  readonly #epoch: number;
  /** Stamp of the owner file as this owner wrote it; null: not claimed. */
  #stamp: string | null = null;

  constructor(files: FileSystem, layout: JournalPaths, roomId: string, epoch: number) {
    this.#files = files;
    this.#path = layout.owner(roomId);
    this.#roomId = roomId;
    this.#epoch = epoch;
  }

  /** Claims the room. Throws {@link NotOwner} unless this epoch is the highest, and file system errors. */
  claim(): void {
    if (this.#stamp !== null) return;
    const highest = readNumberFile(this.#files, this.#path);
    if (this.#epoch <= highest)
      throw new NotOwner(`room ${this.#roomId}: epoch ${this.#epoch} is not above ${highest}`);
    writeNumberFile(this.#files, this.#path, this.#epoch);
    this.#stamp = this.#files.stamp(this.#path);
  }

  /**
   * Checks that the claim still holds. Throws {@link NotOwner} if another owner has claimed the room since, and an
   * error if its folder is gone.
   */
  check(): void {
    const stamp = this.#files.stamp(this.#path);
    if (stamp !== null && stamp === this.#stamp) return;
    this.#stamp = null;
    if (stamp !== null) throw this.lost();
    throw new Error(`the folder of room ${this.#roomId} is gone`);
  }

  lost(): NotOwner {
    return new NotOwner(`room ${this.#roomId}: epoch ${this.#epoch} is no longer the highest`);
  }
}

/** Reads a number from a file; 0: there is no such file, or no number in it. */
export function readNumberFile(files: FileSystem, path: string): number {
  if (files.stamp(path) === null) return 0;
  const text = new TextDecoder().decode(files.read(path, 20));
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

export function writeNumberFile(files: FileSystem, path: string, value: number): void {
  files.replace(path, new TextEncoder().encode(`${value}`));
}
