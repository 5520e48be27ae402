import { ErrorCode, ServerError } from "@colyseus/core";
import type { Attempt } from "../../shared/wire/attempt.ts";
import { CLOSE, type CloseRow } from "../../shared/wire/codes.ts";

/** Whoever may come back at once is told so by one code, whatever the reason. */
const REPLACED: CloseRow = { code: CLOSE.restarting.code, reason: "this socket was replaced by a newer one" };

/**
 * How the socket of a seat ends when another one comes with the seat's token. A tab that lost its seat to another must not take it
 * back; a client whose own attempt overtook it may. Throws when the one that comes is the older of the two: it was given up.
 *
 * @param present null, or none: it is not said whose it is
 */
export function endOfReplaced(present: Attempt | null = null, coming: Attempt | null = null): CloseRow {
  if (present === null || coming === null || present.client !== coming.client) return CLOSE.takenOver;
  if (coming.count <= present.count)
    throw new ServerError(ErrorCode.MATCHMAKE_EXPIRED, "a newer socket of the same client has this seat");
  return REPLACED;
}
