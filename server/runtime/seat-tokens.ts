import { createHmac } from "node:crypto";
import { ErrorCode, ServerError } from "@colyseus/core";
import type { ConnectionAttempt } from "../../shared/wire/attempt.ts";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";

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

/** See `RoomOptions.playerKey`. */
export function playerKeys(secret: string | Uint8Array): (address: string) => string {
  return (address) =>
    createHmac("sha256", secret)
      .update(`player\n${address}`)
      .digest()
      .subarray(0, PLAYER_KEY_BYTES)
      .toString("base64url");
}

/** One code for all closes after which the client may reconnect at once. */
const REPLACED: CloseReason = { code: CLOSE.restarting.code, reason: "this socket was replaced by a newer one" };

/**
 * Chooses the close code for a seat's socket when another socket presents the seat's token. A tab that lost its seat to
 * another tab must not take it back; a client that overtook its own attempt may. Throws if the incoming socket is the
 * older one.
 *
 * @param current null or absent: unknown client
 */
export function takeoverClose(
  current: ConnectionAttempt | null = null,
  incoming: ConnectionAttempt | null = null,
): CloseReason {
  if (current === null || incoming === null || current.client !== incoming.client) return CLOSE.takenOver;
  if (incoming.count <= current.count)
    throw new ServerError(ErrorCode.MATCHMAKE_EXPIRED, "a newer socket of the same client has this seat");
  return REPLACED;
}
