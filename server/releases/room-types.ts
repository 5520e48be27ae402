import type { AnyRoom } from "../clockwork/definition.ts";
import { type RoomType, roomType } from "../clockwork/recovery.ts";
import type { Shelf } from "./shelf.ts";

export interface RoomTypesHost {
  readonly shelf: Shelf;
  readonly seatHoldS: number;
  /** Registers it with Colyseus under a name. */
  readonly register: (name: string, definition: AnyRoom) => void;
}

/** Room types that restored rooms may have: the current ones and those of kept releases. */
export class RoomTypes {
  readonly #current: readonly AnyRoom[];
  readonly #host: RoomTypesHost;
  readonly #releases = new Map<string, RoomType>();

  constructor(current: readonly AnyRoom[], host: RoomTypesHost) {
    this.#current = current;
    this.#host = host;
  }

  /**
   * Finds a room type; null: none of that name. Returns the current one if the version is not kept; the recovery then
   * fails with the reason. Throws `JournalError` if the release cannot be run.
   */
  find(name: string, version: number): RoomType | null {
    const current = this.#current.find((definition) => definition.name === name);
    if (current === undefined) return null;
    const { shelf, seatHoldS, register } = this.#host;
    const release = current.machine.version === version ? null : shelf.find(name, version);
    if (release === null) return roomType(current);
    let type = this.#releases.get(release.id);
    if (type === undefined) {
      const { consumers = [] } = current;
      const definition = { ...shelf.open(release, seatHoldS), consumers, retiring: true };
      register(release.id, definition);
      type = roomType(definition, release.id);
      this.#releases.set(release.id, type);
    }
    return type;
  }
}
