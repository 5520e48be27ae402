import { arena } from "../../shared/arena/index.ts";
import { JournalError } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";

/** Why a replay is not shown, in words for a player. */
export class ReplayProblem extends Error {
  override readonly name = "ReplayProblem";

  /** Whether another version of this page may show it. */
  get otherRules(): boolean {
    return this.cause instanceof JournalError && this.cause.problem === "machine";
  }
}

const DAMAGED =
  "The file of this replay is damaged. A replay is shown only as it truly happened, so it is not shown at all.";

/** What an error means to a player; an error that was not foreseen is thrown again. */
export function problemOf(error: unknown): ReplayProblem {
  if (error instanceof ReplayProblem) return error;
  if (error instanceof CodecError) return new ReplayProblem(DAMAGED, { cause: error });
  if (!(error instanceof JournalError)) throw error;
  return new ReplayProblem(WORDS[error.problem], { cause: error });
}

const WORDS: Readonly<Record<JournalError["problem"], string>> = {
  notAJournal: "This is not a replay.",
  format: "This replay was recorded by another version of Orrery. Reload this page, and try again.",
  damaged: DAMAGED,
  order: DAMAGED,
  machine: `This round was played by other rules than this page knows (version ${arena.version}). Reload this page, and try again; older rounds can be watched only with the version they were played on.`,
  empty: "There is nothing in this replay: it ends before it begins.",
  range: DAMAGED,
};
