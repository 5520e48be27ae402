import { MatchMakeError, ServerError } from "@colyseus/sdk";
import { CLOSE, REFUSAL } from "../../shared/wire/codes.ts";

/** Close codes after which the same seat, or a new one, may be asked for: the network's own, Colyseus' 4001, 4003, 4010, and a new token's. */
const RETURNABLE: ReadonlySet<number> = new Set([
  1000,
  1001,
  1005,
  1006,
  1011,
  1012,
  1013,
  4001,
  4003,
  CLOSE.restarting.code,
  CLOSE.signedOut.code,
]);
/** HTTP statuses that may pass: too many requests, and a server that starts or stops. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const WORDS: ReadonlyMap<number, string> = new Map([
  [1006, "The connection was lost."],
  [4001, "The server has stopped."],
  [4003, "The seat was given to someone else, or the server lost it."],
]);

/** Whoever comes back too late has another seat. */
export const SEAT_GONE = "You were away for too long: your old ship is gone, and this is a new one.";

export function mayReturn(closeCode: number): boolean {
  return RETURNABLE.has(closeCode);
}

/** A close code in words for a player. */
export function closeReason(code: number, reason: string): string {
  if (reason !== "") return sentence(reason);
  for (const row of Object.values(CLOSE)) if (row.code === code) return sentence(row.reason);
  return WORDS.get(code) ?? `The connection was closed (code ${code}).`;
}

/** Whether the server said no, as opposed to: nobody answered, or it may answer later. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof MatchMakeError || error instanceof ServerError)) return false;
  const { code } = error;
  return typeof code === "number" && code >= 400 && !PASSING.has(code) && !mayReturn(code);
}

/** Whether the server speaks another wire than this client, by its refusal or its close code. */
export function isOtherVersion(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === REFUSAL.otherVersion.status || code === CLOSE.otherVersion.code;
}

/** Why a join failed, in words for a player. */
export function refusalReason(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== "number") return "The server cannot be reached.";
  if (code >= 1000) return closeReason(code, typeof message === "string" ? message : "");
  return sentence(typeof message === "string" && message !== "" ? message : `refused with code ${code}`);
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
