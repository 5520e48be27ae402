import type { AnyRoomDefinition } from "../runtime/room-definition.ts";
import { type RoomType, roomType } from "../runtime/room-type.ts";
import type { Release } from "./release.ts";
import type { ReleaseStore } from "./release-store.ts";

export interface RoomTypesOptions {
  readonly shelf: ReleaseStore;
  readonly seatHoldS: number;
  /** Registers it with Colyseus under a name. */
  readonly register: (name: string, definition: AnyRoomDefinition) => void;
  /** Carries rooms of a release over to the current rules; null: it cannot. Default: they end under their own rules. */
  readonly successor?: (release: Release, current: AnyRoomDefinition) => RoomType | null;
}

/** Room types that restored rooms may have: the current ones and those of kept releases. */
export class RoomTypes {
  readonly #current: readonly { readonly definition: AnyRoomDefinition }[];
  readonly #options: RoomTypesOptions;
  readonly #releases = new Map<string, RoomType>();

  /** @param current read at each search, as it may change in development */
  constructor(current: readonly { readonly definition: AnyRoomDefinition }[], options: RoomTypesOptions) {
    this.#current = current;
    this.#options = options;
  }

  /**
   * Finds a room type; null: none of that name. Returns the current one if the version is not kept; the recovery then
   * fails with the reason. Throws `JournalError` if the release cannot be run.
   */
  find(name: string, version: number): RoomType | null {
    const current = this.#current.find(({ definition }) => definition.name === name)?.definition;
    if (current === undefined) return null;
    const { shelf, seatHoldS, register, successor } = this.#options;
    const release = current.machine.version === version ? null : shelf.find(name, version);
    if (release === null) return roomType(current);
    const next = successor?.(release, current) ?? null;
    if (next !== null) return next;
    let type = this.#releases.get(release.id);
    if (type === undefined) {
      const { consumers = [] } = current;
      const definition = { ...shelf.loadRoom(release, seatHoldS), consumers, retiring: true };
      register(release.id, definition);
      type = roomType(definition, release.id);
      this.#releases.set(release.id, type);
    }
    return type;
  }
}
