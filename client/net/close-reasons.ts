import { MatchMakeError, ServerError } from "@colyseus/sdk";
import { CLOSE, REFUSAL } from "../../shared/wire/codes.ts";

/**
 * Application close codes after which the client may ask for the seat again, or for a new one: Colyseus' 4001 and 4003,
 * and rows of {@link CLOSE}.
 */
const RETURNABLE: ReadonlySet<number> = new Set([4001, 4003, CLOSE.restarting.code, CLOSE.signedOut.code]);
/** Colyseus' code of a close that both sides agreed on. */
const CONSENTED = 4000;
/** The server uses application codes only; lower codes come from the network or a proxy. */
const APPLICATION_CODES_FROM = 4000;
/** Temporary HTTP statuses: too many requests, a fault, a server that starts or stops. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

const WORDS: ReadonlyMap<number, string> = new Map([
  [0, "The server cannot be reached."],
  [1006, "The connection was lost."],
  [4001, "The server has stopped."],
  [4003, "Your seat was given to someone else, or the server lost it."],
]);

export const SEAT_LOST_NOTICE = "You were away too long. Your old seat is gone; this is a new one.";

export function canReconnect(closeCode: number): boolean {
  return isWeather(closeCode) || RETURNABLE.has(closeCode);
}

function isWeather(closeCode: number): boolean {
  return closeCode >= 1000 && closeCode < APPLICATION_CODES_FROM;
}

/** Close codes that end the seat: it was given up, went on elsewhere, or ended with its room or its player. */
const SEAT_ENDS: ReadonlySet<number> = new Set([
  CONSENTED,
  CLOSE.takenOver.code,
  CLOSE.banned.code,
  CLOSE.accountGone.code,
  CLOSE.roomFault.code,
]);

export function endsSeat(closeCode: number): boolean {
  return SEAT_ENDS.has(closeCode);
}

/** Whether another connection took over the seat; this one must not take it back. */
export function isTakenOver(code: number): boolean {
  return code === CLOSE.takenOver.code;
}

/** Describes a close to the player. */
export function closeReason(code: number, reason: string): string {
  if (reason !== "") return sentence(reason);
  for (const row of Object.values(CLOSE)) if (row.code === code) return sentence(row.reason);
  return (
    WORDS.get(code) ?? (isWeather(code) ? "The connection was lost." : `The connection was closed (code ${code}).`)
  );
}

/** Whether the server refused, as opposed to not answering or being temporarily unavailable. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof MatchMakeError || error instanceof ServerError)) return false;
  const { code } = error;
  return typeof code === "number" && code >= 400 && !PASSING.has(code) && !canReconnect(code);
}

/** Whether the server has another wire format, by its refusal or close code. */
export function isOtherVersion(error: unknown): boolean {
  const code = codeOf(error);
  return code === REFUSAL.otherVersion.status || code === CLOSE.otherVersion.code;
}

/** The refusal or close code of an error; 0: the server did not answer. */
export function codeOf(error: unknown): number {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "number" ? code : 0;
}

/** Describes a failed join to the player. */
export function refusalReason(error: unknown): string {
  const { message } = error as { message?: unknown };
  const code = codeOf(error);
  if (code === 0) return closeReason(code, "");
  if (code >= 1000) return closeReason(code, typeof message === "string" ? message : "");
  return sentence(typeof message === "string" && message !== "" ? message : `refused with code ${code}`);
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
