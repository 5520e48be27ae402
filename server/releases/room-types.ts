import { migratedRoomType } from "../runtime/migrated-room.ts";
import type { AnyMachine, AnyRoomDefinition } from "../runtime/room-definition.ts";
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
   * Finds a room type; null: none of that name. Matches of a version that is kept go on under it. Singletons migrate to
   * the current version. Returns the current one if the version is not kept; the recovery then fails with the reason.
   * Throws `JournalError` if the release cannot be run.
   */
  find(name: string, version: number): RoomType | null {
    const current = this.#find(name);
    if (current === undefined) return null;
    if (current.machine.version === version) return roomType(current);
    const { shelf, seatHoldS, register, successor } = this.#options;
    const release = shelf.find(name, version);
    const next = release === null ? null : (successor?.(release, current) ?? null);
    if (next !== null) return next;
    if (current.singleton) return migratedRoomType(current, (earlier) => this.rulesOf(name, earlier));
    if (release === null) return roomType(current);
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
  /** The rules of a version; null: not kept. Throws `JournalError` if the release cannot be run. */
  rulesOf(name: string, version: number): AnyMachine | null {
    const current = this.#find(name)?.machine;
    if (current?.version === version) return current;
    const { shelf, seatHoldS } = this.#options;
    const release = shelf.find(name, version);
    return release === null ? null : shelf.loadRoom(release, seatHoldS).machine;
  }

  #find(name: string): AnyRoomDefinition | undefined {
    return this.#current.find(({ definition }) => definition.name === name)?.definition;
  }
}
