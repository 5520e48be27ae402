import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";

/** A replay cannot be shown; `message` says why, in words for a player. */
export class ReplayError extends Error {
  override readonly name = "ReplayProblem";

  /** Whether another version of this page may show it. */
  get needsOtherVersion(): boolean {
    return this.cause instanceof JournalError && this.cause.problem === "machine";
  }
}

const DAMAGED = "The file of this replay is damaged, so the replay cannot be shown.";

/** Turns an error into words for a player; rethrows unexpected errors. */
export function toReplayError(error: unknown): ReplayError {
  if (error instanceof ReplayError) return error;
  if (error instanceof CodecError) return new ReplayError(DAMAGED, { cause: error });
  if (!(error instanceof JournalError)) throw error;
  return new ReplayError(WORDS[error.problem], { cause: error });
}

const WORDS: Readonly<Record<JournalError["problem"], string>> = {
  notAJournal: "This is not a replay.",
  format: "This replay was recorded by another version of Orrery. Reload this page and try again.",
  damaged: DAMAGED,
  order: DAMAGED,
  machine:
    "This round was played under other rules. Reload this page and try again. You can only watch older rounds in the version they were played in.",
  empty: "This replay is empty.",
  range: DAMAGED,
};
