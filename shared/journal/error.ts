/** Reasons why a journal cannot be used. */
export type JournalProblem =
  /** The first bytes are not a journal's. */
  | "notAJournal"
  /** It has another format version, or a record of an unknown kind. */
  | "format"
  /** Its bytes were changed. */
  | "damaged"
  /** Its records or segments do not form a sequence. */
  | "order"
  /** It belongs to another machine or another version of it. */
  | "machine"
  /** It has nothing to play. */
  | "empty"
  /** It lacks the requested tick. */
  | "range";

/** A journal is refused: its content is uncertain, and readers do not guess. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly problem: JournalProblem;

  constructor(problem: JournalProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
