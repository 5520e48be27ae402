import type { Random } from "./random.ts";

export type Outcome = "decoded" | "refused";

/** Something that reads what comes from outside. */
export interface Target<Case = unknown> {
  readonly name: string;
  /** Makes a case; the same numbers make the same case. */
  generate(random: Random): Case;
  /** How much came from outside, bytes. */
  size(input: Case): number;
  /** Reads it. Throws on anything but the refusals that it declares. */
  run(input: Case): Outcome | Promise<Outcome>;
  /** Lets go of what {@link run} opened. */
  close?(): Promise<void>;
  /** Most CPU that one case may take: a part for each case, and one for each byte. */
  readonly cpu: { readonly caseUs: number; readonly byteUs: number };
  /** Cases of one run of the suite. */
  readonly cases: number;
  /** Seeds that failed once, by what they were about. */
  readonly seeds?: Readonly<Record<string, number>>;
}

/** A target of any kind: what holds for one holds for all. */
export function target<Case>(of: Target<Case>): Target {
  return of as unknown as Target;
}

/** Outcome of a decoder that refuses with these errors only. */
export function outcome(
  read: () => unknown,
  ...refusals: readonly (abstract new (
    ...args: never[]
  ) => Error)[]
): Outcome {
  try {
    read();
    return "decoded";
  } catch (error) {
    if (refusals.some((type) => error instanceof type)) return "refused";
    throw error;
  }
}
