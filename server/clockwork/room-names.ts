/** Names of those who took seats of one room, by the epoch of their seat. They are kept beside the journal, and can be forgotten. */
export interface RoomNames {
  /** Rises whenever a name is forgotten. */
  readonly revision: number;
  /** "": not known, or forgotten. */
  nameOf(epoch: number): string;
  /** @param player id of a guest or an account; 0: nobody showed a token */
  add(epoch: number, player: number, name: string): void;
  /** The room is over in this process. */
  close(): void;
}

/** Where rooms keep names. */
export interface NameTable {
  /** Never rejects: where names cannot be had, a room goes on without. */
  open(roomId: string): Promise<RoomNames>;
}

/** Of rooms that have no names to keep. */
export const NO_NAMES: RoomNames = { revision: 0, nameOf: () => "", add() {}, close() {} };

/** Names that live as long as their room. */
export function roomNames(): RoomNames {
  const names = new Map<number, string>();
  return {
    revision: 0,
    nameOf: (epoch) => names.get(epoch) ?? "",
    add: (epoch, _player, name) => void names.set(epoch, name),
    close() {},
  };
}
