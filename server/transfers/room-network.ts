import { returnedFrom, type TransferMessage, transferMessage } from "../../shared/transfers/index.ts";
import type { Estates } from "./estates.ts";
import type { Reception, TransferNetwork } from "./network.ts";

/** Open rooms, in whatever process. */
export interface RoomCalls {
  isOpen(roomId: string): Promise<boolean>;
  /** @param text of {@link encodeMessage}. Resolves with false if rooms of this type have no transfers. */
  takeTransfers(roomId: string, text: string): Promise<boolean>;
  standingRoomId(name: string): Promise<string | null>;
}

export interface RoomNetworkOptions {
  readonly rooms: RoomCalls;
  /** Whether a room has a journal: then it is open, or will be at a later start. */
  readonly hasJournal: (roomId: string) => Promise<boolean>;
  readonly estates: Estates;
}

/** Plain text, as calls between processes need it. */
export function encodeMessage(message: TransferMessage): string {
  return Buffer.from(transferMessage.encode(message)).toString("base64");
}

/** Throws `CodecError`. */
export function decodeMessage(text: string): TransferMessage {
  return transferMessage.decode(new Uint8Array(Buffer.from(text, "base64")));
}

export function roomNetwork({ rooms, hasJournal, estates }: RoomNetworkOptions): TransferNetwork {
  /** In this order: a room that is being set aside has an estate before it loses its journal. */
  const isGone = async (address: string): Promise<boolean> => {
    const roomId = returnedFrom(address) ?? address;
    if (await rooms.isOpen(roomId)) return false;
    if (await hasJournal(roomId)) return false;
    return estates.find(roomId) === null;
  };
  return {
    isGone,
    standingRoomId: (name) => rooms.standingRoomId(name),
    async send(to, message): Promise<Reception> {
      const estate = estates.find(to);
      if (estate !== null) return (await estates.send(estate, to, message)) ? "taken" : "away";
      if (await rooms.isOpen(to)) return (await rooms.takeTransfers(to, encodeMessage(message))) ? "taken" : "gone";
      return (await isGone(to)) ? "gone" : "away";
    },
  };
}
