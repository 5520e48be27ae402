import { createHmac } from "node:crypto";

/**
 * The right to return to a seat: HMAC-SHA-256 of room, session and seat epoch, base64url. It can be worked out again after a
 * crash, so that it is in no journal, and stays the same while the seat is held by the same person.
 */
export type SeatToken = (roomId: string, sessionId: string, epoch: number) => string;

export function seatTokens(secret: string | Uint8Array): SeatToken {
  return (roomId, sessionId, epoch) =>
    createHmac("sha256", secret).update(`${roomId}\n${sessionId}\n${epoch}`).digest("base64url");
}

const PLAYER_KEY_BYTES = 6;

/** See `ClockworkHost.playerKey`. */
export function playerKeys(secret: string | Uint8Array): (address: string) => string {
  return (address) =>
    createHmac("sha256", secret)
      .update(`player\n${address}`)
      .digest()
      .subarray(0, PLAYER_KEY_BYTES)
      .toString("base64url");
}
