import { LOBBY_REFUSAL } from "../../shared/lobby/event.ts";
import type { Outcome } from "./model.ts";

const TICK_MS = 100;

/** What a lobby's refusal means for who reads it. */
const WORDS: Readonly<Record<number, string>> = {
  [LOBBY_REFUSAL.tooFast]: "That was too fast: wait a moment.",
  [LOBBY_REFUSAL.muted]: "You are muted and cannot speak for now.",
  [LOBBY_REFUSAL.noSuchChannel]: "There is no such channel.",
  [LOBBY_REFUSAL.noSuchLine]: "That line is no longer there.",
  [LOBBY_REFUSAL.notAllowed]: "You may not do that.",
  [LOBBY_REFUSAL.tooManyChannels]: "You have too many channels open: close one.",
  [LOBBY_REFUSAL.notReading]: "You are not in that channel.",
  [LOBBY_REFUSAL.noSuchPlayer]: "Nobody of that name has been here.",
  [LOBBY_REFUSAL.noText]: "There was nothing to say in that.",
  [LOBBY_REFUSAL.tooLong]: "That is too long.",
};

export function refused(code: number, waitTicks: number): Outcome {
  const reason = WORDS[code] ?? `The lobby refused (code ${code}).`;
  return { ok: false, code, reason, waitMs: waitTicks * TICK_MS };
}

/** No answer came, or none can come. */
export const unanswered = (reason: string): Outcome => ({ ok: false, code: 0, reason, waitMs: 1 });
