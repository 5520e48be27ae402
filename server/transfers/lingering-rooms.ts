import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";

/** The rooms of this process that nobody is in and that stay open for their transfers. */
export class LingeringRooms {
  readonly #rooms = new Set<string>();

  get count(): number {
    return this.#rooms.size;
  }

  /** Returns false if there are too many. */
  add(roomId: string): boolean {
    if (!this.#rooms.has(roomId) && this.#rooms.size >= TRANSFER_LIMITS.lingeringRooms) return false;
    this.#rooms.add(roomId);
    return true;
  }

  delete(roomId: string): void {
    this.#rooms.delete(roomId);
  }
}
