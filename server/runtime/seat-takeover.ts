import { ErrorCode, ServerError } from "@colyseus/core";
import type { ConnectionAttempt } from "../../shared/wire/attempt.ts";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";

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
