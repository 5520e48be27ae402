/** Why a journal cannot be used. */
export type JournalProblem =
  /** Its first bytes are not those of a journal. */
  | "notAJournal"
  /** Written by another version of the format, or holding a kind of record that this one does not know. */
  | "format"
  /** Bytes within it are not what was written. */
  | "damaged"
  /** Its records or segments do not follow from each other. */
  | "order"
  /** It belongs to another machine, or to another version of it. */
  | "machine"
  /** It holds nothing that could be played. */
  | "empty"
  /** What was asked for is not in it. */
  | "range";

/** A journal is refused: what it says cannot be known for certain, and nothing is guessed. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly problem: JournalProblem;

  constructor(problem: JournalProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
