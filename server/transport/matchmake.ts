import { ErrorCode, matchMaker } from "@colyseus/core";
import type { Refusal } from "../../shared/wire/codes.ts";
import { authContext } from "./auth.ts";
import { DATA_HEADERS } from "./headers.ts";
import { speaksOtherwise } from "./version.ts";

/** Seat requests: `/matchmake/<method>/<room name or id>`. */
export const MATCHMAKE_PATH = /^\/matchmake\/(\w{1,32})\/([\w-]{1,64})$/;

/**
 * Takes a seat through core's controller, as core's own route does, in its form: the reservation, or `{code, error}` under
 * an HTTP status. Core's route turns codes that are no HTTP status, such as a room's own refusals, into an empty 500.
 *
 * A {@link Refusal} says that core was not asked.
 *
 * @param wire the fingerprint that the client names
 * @param body JSON text of the options; empty for none
 */
export async function matchmake(
  method: string,
  roomName: string,
  body: string,
  headers: Headers,
  address: string,
  wire: string | null,
): Promise<Response | Refusal> {
  if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) return "unavailable";
  let options: unknown;
  try {
    options = body === "" ? {} : JSON.parse(body);
  } catch {
    return "badRequest";
  }
  if (typeof options !== "object" || options === null || Array.isArray(options)) return "badOptions";
  // Core looks names up in plain objects, where "constructor" is always found.
  if (roomName in Object.prototype) return "notFound";
  if (speaksOtherwise(roomName, wire)) return "otherVersion";
  try {
    const seat = await matchMaker.controller.invokeMethod(method, roomName, options, authContext(headers, address));
    return Response.json(seat, { headers: DATA_HEADERS });
  } catch (error) {
    const code = codeOf(error);
    const status = code >= 400 && code <= 599 ? code : 422;
    return Response.json(
      { code, error: error instanceof Error ? error.message : "" },
      { status, headers: DATA_HEADERS },
    );
  }
}

function codeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" && Number.isInteger(code) ? code : ErrorCode.MATCHMAKE_UNHANDLED;
}
