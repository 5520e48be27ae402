import type { RoundInfo, RoundSummary } from "../../../shared/wire/rounds.ts";

/** How a finished round without a winner is called in the list. @param about null: nothing is known of it */
export function roundTitle(
  state: RoundInfo["state"],
  about: Pick<RoundSummary, "over" | "isWinnerUnknown"> | null,
): string {
  if (about === null) return state === "unplayable" ? "Played with other rules" : "Finished round";
  if (!about.over) return "Ended early";
  return about.isWinnerUnknown ? "Finished round" : "Nobody won";
}
