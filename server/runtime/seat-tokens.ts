import { createHmac } from "node:crypto";

/**
 * Computes the token for returning to a seat: HMAC-SHA-256 of room, session and seat epoch, base64url. A process can
 * compute it again after a crash, so the journal does not hold it. It is the same for as long as one person holds the
 * seat.
 */
export type SeatToken = (roomId: string, sessionId: string, epoch: number) => string;

export function seatTokens(secret: string | Uint8Array): SeatToken {
  return (roomId, sessionId, epoch) =>
    createHmac("sha256", secret).update(`${roomId}\n${sessionId}\n${epoch}`).digest("base64url");
}

const PLAYER_KEY_BYTES = 6;

/** See `RoomHost.playerKey`. */
export function playerKeys(secret: string | Uint8Array): (address: string) => string {
  return (address) =>
    createHmac("sha256", secret)
      .update(`player\n${address}`)
      .digest()
      .subarray(0, PLAYER_KEY_BYTES)
      .toString("base64url");
}
