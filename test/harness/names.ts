import { type NameTable, type RoomNames, roomNames } from "../../server/clockwork/room-names.ts";
import type { FindNames } from "../../server/names/pilot-names.ts";

/** The same names in every room. @param names by pilot */
export function namesOf(names: Readonly<Record<number, string>> = {}): FindNames {
  const nameOf = (pilot: number) => names[pilot] ?? "";
  return { of: async () => nameOf, some: async () => nameOf, isGone: () => false };
}

/** Calls every pilot by a letter and their number. */
export function lettered(letter: string): FindNames {
  const nameOf = (pilot: number) => `${letter}${pilot}`;
  return { of: async () => nameOf, some: async () => nameOf, isGone: () => false };
}

/** A table that outlives the processes of a test. */
export function memoryNames(): NameTable {
  const rooms = new Map<string, RoomNames>();
  return {
    async open(roomId) {
      const names = rooms.get(roomId) ?? roomNames();
      rooms.set(roomId, names);
      return names;
    },
  };
}
