import type { AnyRoom } from "../clockwork/definition.ts";
import { type RoomType, roomType } from "../clockwork/recovery.ts";
import type { Shelf } from "./shelf.ts";

export interface RoomTypesHost {
  readonly shelf: Shelf;
  readonly seatHoldS: number;
  /** Makes it known to core under a name. */
  readonly register: (name: string, definition: AnyRoom) => void;
}

/** The room types that rooms may be of which go on from before: the current ones, and their versions that are kept. */
export class RoomTypes {
  readonly #current: readonly AnyRoom[];
  readonly #host: RoomTypesHost;
  readonly #kept = new Map<string, RoomType>();

  constructor(current: readonly AnyRoom[], host: RoomTypesHost) {
    this.#current = current;
    this.#host = host;
  }

  /**
   * null: there is none of that name. The current one where that version is not kept, which says why it cannot go on. Throws
   * `JournalError` when it is kept, but cannot be run.
   */
  find(name: string, version: number): RoomType | null {
    const current = this.#current.find((definition) => definition.name === name);
    if (current === undefined) return null;
    const { shelf, seatHoldS, register } = this.#host;
    const release = current.machine.version === version ? null : shelf.find(name, version);
    if (release === null) return roomType(current);
    let type = this.#kept.get(release.id);
    if (type === undefined) {
      const { consumers = [] } = current;
      const definition = { ...shelf.open(release, seatHoldS), consumers, retiring: true };
      register(release.id, definition);
      type = roomType(definition, release.id);
      this.#kept.set(release.id, type);
    }
    return type;
  }
}
