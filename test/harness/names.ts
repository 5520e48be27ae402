import type { NameLookup, NameOf } from "../../server/platform/names/pilot-names.ts";
import { inMemoryRoomNames, type NameTable } from "../../server/runtime/durable-room.ts";
import type { RoomNames } from "../../server/runtime/room-definition.ts";

/** The same names in every room. @param names by pilot */
export function namesOf(names: Readonly<Record<number, string>> = {}): NameLookup {
  const nameOf = (pilot: number) => names[pilot] ?? "";
  return lookup(nameOf);
}

/** Calls every pilot by a letter and their number. */
export function lettered(letter: string): NameLookup {
  const nameOf = (pilot: number) => `${letter}${pilot}`;
  return lookup(nameOf);
}

/** Nobody is signed in. */
function lookup(nameOf: NameOf): NameLookup {
  return {
    ofRoom: async () => nameOf,
    ofPilots: async () => nameOf,
    playersOf: async () => () => 0,
    isDeleted: () => false,
  };
}

/** A table that outlives the processes of a test. */
export function memoryNames(): NameTable {
  const rooms = new Map<string, RoomNames>();
  return {
    async open(roomId) {
      const names = rooms.get(roomId) ?? inMemoryRoomNames();
      rooms.set(roomId, names);
      return names;
    },
  };
}
