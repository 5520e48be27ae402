import { ErrorCode, matchMaker, Room } from "@colyseus/core";
import { type Refusal, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
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
  // Of those it would find, none is private: it would bring them to strangers.
  if (method !== "create" && (options as { private?: unknown }).private === true)
    return refused(ROOM_REFUSAL.badOption, "private: true is for rooms that are made; ask to create one");
  if (speaksOtherwise(roomName, wire)) return "otherVersion";
  try {
    const seat = await matchMaker.controller.invokeMethod(method, roomName, options, authContext(headers, address));
    return Response.json(seat, { headers: DATA_HEADERS });
  } catch (error) {
    const code = codeOf(error);
    if (method === "joinById" && code === ErrorCode.MATCHMAKE_INVALID_ROOM_ID) return noSeat(roomName);
    return refused(code, error instanceof Error ? error.message : "");
  }
}

function refused(code: number, error: string): Response {
  const status = code >= 400 && code <= 599 ? code : 422;
  return Response.json({ code, error }, { status, headers: DATA_HEADERS });
}

/** Why nobody can be brought to a room, for whoever followed a link to it. */
function noSeat(roomId: string): Response {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  return room instanceof Room
    ? refused(
        ROOM_REFUSAL.roomFull,
        `all ${room.maxClients} seats of this match are taken: try again later, or join another`,
      )
    : refused(ROOM_REFUSAL.roomOver, "this match is over, or never was: join another");
}

function codeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" && Number.isInteger(code) ? code : ErrorCode.MATCHMAKE_UNHANDLED;
}
