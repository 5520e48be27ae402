import { LOBBY_REFUSAL } from "../../../shared/chat.ts";
import type { CommandResult } from "../../shell/lobby/model.ts";

const TICK_MS = 100;

/** The lobby's refusals, in words for a player. */
const WORDS: Readonly<Record<number, string>> = {
  [LOBBY_REFUSAL.tooFast]: "You are sending too fast. Wait a moment.",
  [LOBBY_REFUSAL.muted]: "You are muted and cannot write for now.",
  [LOBBY_REFUSAL.noSuchChannel]: "There is no such channel.",
  [LOBBY_REFUSAL.noSuchLine]: "That message no longer exists.",
  [LOBBY_REFUSAL.notAllowed]: "You are not allowed to do that.",
  [LOBBY_REFUSAL.tooManyChannels]: "You have too many channels open. Close one.",
  [LOBBY_REFUSAL.notReading]: "You are not in that channel.",
  [LOBBY_REFUSAL.noSuchPlayer]: "The lobby does not know that player.",
  [LOBBY_REFUSAL.noText]: "The message is empty.",
  [LOBBY_REFUSAL.tooLong]: "The message is too long.",
};

export function refusedResult(code: number, waitTicks: number): CommandResult {
  const reason = WORDS[code] ?? `The lobby refused (code ${code}).`;
  return { ok: false, code, reason, waitMs: waitTicks * TICK_MS };
}

/** The outcome of a command without an answer. */
export const unansweredResult = (reason: string): CommandResult => ({ ok: false, code: 0, reason, waitMs: 1 });
