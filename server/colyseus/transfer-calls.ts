import { matchMaker } from "@colyseus/core";
import type { RoomCalls } from "../transfers/index.ts";
import { isRoomOpen } from "./ask-room.ts";
import { findSingleton } from "./matchmaking.ts";

/** Calls between rooms for their transfers, whichever process runs them. */
export const transferCalls: RoomCalls = {
  isOpen: isRoomOpen,
  takeTransfers: (roomId, text) =>
    matchMaker.remoteRoomCall(
      roomId,
      "takeTransfers" as never,
      [text] as never,
    ) as Promise<unknown> as Promise<boolean>,
  standingRoomId: async (name) => (await findSingleton(name))?.roomId ?? null,
};
