import type { World } from "../../../shared/games/arena/world.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";

/** Names of NPCs in the matches of this process. */
export class NpcNames {
  /** By room, the one seen last at the end. */
  readonly #names = new Map<string, readonly string[]>();

  update(room: string, { names }: Pick<World, "names">): void {
    this.#names.delete(room);
    this.#names.set(room, names);
    if (this.#names.size <= ROOM_LIMITS.rooms) return;
    const [quietest] = this.#names.keys();
    this.#names.delete(quietest);
  }

  /** "": nobody is known there. */
  nameOf(room: string, seat: number): string {
    return this.#names.get(room)?.[seat] ?? "";
  }
}
