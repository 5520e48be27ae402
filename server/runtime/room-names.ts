/** Names of one room's players, by the epoch of their seat. They live outside the journal and can be erased. */
export interface RoomNames {
  /** Rises with every erasure. */
  readonly revision: number;
  /** "": unknown or erased. */
  nameOf(epoch: number): string;
  /** @param player id of a guest or an account; 0: no token */
  add(epoch: number, player: number, name: string): void;
  /** The room closes in this process. */
  close(): void;
}

/** The store of rooms' names. */
export interface NameTable {
  /** Opens one room's names. Never rejects: if the store fails, the room goes on without names. */
  open(roomId: string): Promise<RoomNames>;
}

/** For rooms without names. */
export const NO_NAMES: RoomNames = { revision: 0, nameOf: () => "", add() {}, close() {} };

/** Names that live only as long as their room. */
export function inMemoryRoomNames(): RoomNames {
  const names = new Map<number, string>();
  return {
    revision: 0,
    nameOf: (epoch) => names.get(epoch) ?? "",
    add: (epoch, _player, name) => void names.set(epoch, name),
    close() {},
  };
}
