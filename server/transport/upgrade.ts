import { ATTEMPT_PARAMETER, parseAttempt } from "../../shared/wire/attempt.ts";
import type { Refusal } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import type { Sender } from "../budgets/index.ts";
import { display, type HttpError, RouterError } from "../http/error.ts";
import { authContext } from "./auth.ts";
import type { JoinRequest } from "./socket-data.ts";

/** `/<processId>/<roomId>`. The process id names who made the room, which after a restart is no longer who holds it. */
const ROOM_PATH = /^\/[\w-]{1,64}\/([\w-]{1,64})$/;
const SESSION_ID = /^[\w-]{1,64}$/;
const TOKEN_CHARS = 128;
/** `_authToken` is what stock clients add. Nobody looks at it: who has a seat is known by its reservation, which is for one socket. */
const PARAMETERS: readonly string[] = [
  ...["sessionId", "reconnectionToken", "skipHandshake", "_authToken"],
  ...[FINGERPRINT_PARAMETER, ATTEMPT_PARAMETER],
];

/** Reads what a socket is asked for; a refusal where it names no room or no session, or a parameter that nobody declares. */
export function readUpgrade(
  url: URL,
  headers: Headers,
  address: string,
  sender: Sender,
): JoinRequest | Refusal | HttpError {
  const roomId = ROOM_PATH.exec(url.pathname)?.[1];
  if (roomId === undefined) return "notFound";
  for (const name of url.searchParams.keys()) {
    if (PARAMETERS.includes(name)) continue;
    const accepted = PARAMETERS.join(", ");
    return new RouterError("badParameter", `${display(name)}: unknown parameter; accepted: ${accepted}`);
  }
  const sessionId = url.searchParams.get("sessionId") ?? "";
  if (!SESSION_ID.test(sessionId)) return "badSession";
  const reconnectionToken = url.searchParams.get("reconnectionToken") ?? undefined;
  if (reconnectionToken !== undefined && reconnectionToken.length > TOKEN_CHARS) return "badSession";
  const named = url.searchParams.get(ATTEMPT_PARAMETER);
  const attempt = named === null ? null : parseAttempt(named);
  if (named !== null && attempt === null)
    return new RouterError("badParameter", `${ATTEMPT_PARAMETER}: ${display(named)}; accepted: CLIENT.COUNT`);
  // Bun's own headers end with the request, and a room may read them later.
  const auth = authContext(new Headers(headers), address);
  return {
    roomId,
    sessionId,
    reconnectionToken,
    attempt,
    wire: url.searchParams.get(FINGERPRINT_PARAMETER),
    skipHandshake: url.searchParams.has("skipHandshake"),
    auth,
    sender,
  };
}
