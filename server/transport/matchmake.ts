import { ErrorCode, matchMaker, ServerError } from "@colyseus/core";
import { z } from "zod";
import { REFUSAL, type Refusal, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import { type Budgets, SeatAttempt, withAttempt } from "../budgets/index.ts";
import { isRoomOpen } from "../colyseus/ask-room.ts";
import { whenReopened } from "../colyseus/reopening.ts";
import { HttpError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import { tooManyRequests } from "../http/router.ts";
import { authContext } from "./auth.ts";
import { hooksOf } from "./room-hooks.ts";
import { hasOtherWire } from "./wire-version.ts";

/** Of a fingerprint, and what else a client may say it is. */
const WIRE_CHARS = 64;
/** Only as written: in what is decoded, every room would have many names. */
const SEAT_PATH = "/matchmake/:method{\\w{1,32}}/:room{[\\w-]{1,64}}";

/** Why no seat is taken, in Colyseus' own form. */
export class SeatRefusal extends HttpError {
  override readonly name = "SeatRefusal";

  constructor(code: number, error: string) {
    super("", error, { code, status: code >= 400 && code <= 599 ? code : 422 });
  }
}

/** A refusal before core was asked. */
export function refusalError(why: Refusal): HttpError {
  return new HttpError(why, REFUSAL[why].error, { status: REFUSAL[why].status });
}

/** Seat requests, `/matchmake/<method>/<room name or id>`, and core's own sign of life. */
export function matchmakeRoutes(limits: TransportLimits, budgets: Budgets): RouteGroup {
  return {
    budget: "matchmakes",
    bodyBytes: limits.bodyBytes,
    table: {
      [SEAT_PATH]: {
        POST: route({
          right: "everyone",
          query: z.strictObject({ [FINGERPRINT_PARAMETER]: z.string().max(WIRE_CHARS, "is too long").optional() }),
          body: z.record(z.string(), z.unknown(), REFUSAL.badOptions.error),
          answer({ params, query, body, headers, sender, ip }) {
            const { method, room } = params;
            const refusal = method === "create" ? budgets.consume("roomsMade", sender) : null;
            if (refusal !== null) throw tooManyRequests(refusal);
            const attempt = new SeatAttempt(budgets, sender);
            const wire = query[FINGERPRINT_PARAMETER] ?? null;
            return withAttempt(attempt, () => matchmake(method, room, body, headers, ip, wire, attempt));
          },
        }),
      },
      "/__healthcheck": {
        GET: route({ right: "everyone", answer: () => new Response("OK", { headers: DATA_HEADERS }) }),
      },
    },
  };
}

/**
 * Takes a seat through core's controller, as core's own route does, in its form: the reservation, or `{code, error}` under
 * an HTTP status. Core's route turns codes that are no HTTP status, such as a room's own refusals, into an empty 500.
 *
 * Rejects with {@link HttpError}.
 *
 * @param wire the fingerprint that the client names
 * @param attempt what it holds, the room takes over
 */
export async function matchmake(
  method: string,
  roomName: string,
  options: object,
  headers: Headers,
  address: string,
  wire: string | null,
  attempt: SeatAttempt,
): Promise<Response> {
  if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw refusalError("unavailable");
  // Core looks names up in plain objects, where "constructor" is always found.
  if (roomName in Object.prototype) throw refusalError("notFound");
  // Of those it would find, none is private: it would bring them to strangers.
  if (method !== "create" && (options as { private?: unknown }).private === true)
    throw new SeatRefusal(ROOM_REFUSAL.badOption, "private: true is for rooms that are made; ask to create one");
  await whenReopened(roomName);
  if (hasOtherWire(roomName, wire)) throw refusalError("otherVersion");
  try {
    const seat = await matchMaker.controller.invokeMethod(method, roomName, options, authContext(headers, address));
    hooksOf(matchMaker.getLocalRoomById(seat.roomId)).keepHolds?.(seat.sessionId, attempt.transferPermits());
    return Response.json(seat, { headers: DATA_HEADERS });
  } catch (error) {
    const why = method === "joinById" ? await explainById(roomName, error) : error;
    throw new SeatRefusal(codeOf(why), why instanceof Error ? why.message : "");
  }
}

/** The reason in words for a player who followed a link to a room, where core names only the id. */
async function explainById(roomId: string, error: unknown): Promise<unknown> {
  if (codeOf(error) !== ROOM_REFUSAL.roomOver) return error;
  if (!(await isRoomOpen(roomId)))
    return new ServerError(ROOM_REFUSAL.roomOver, "this match is over, or never was: join another");
  try {
    hooksOf(matchMaker.getLocalRoomById(roomId)).refuseFull?.();
    return error;
  } catch (full) {
    return full;
  }
}

function codeOf(error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" && Number.isInteger(code) ? code : ErrorCode.MATCHMAKE_UNHANDLED;
}
