/** Who asks for a seat, as whoever checks tokens knows them. */
export interface Person {
  /** Id of a guest or an account; 0: nobody showed a token. */
  readonly player: number;
  /** As everyone sees it; "": theirs to choose. */
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** Until when they may not speak, s since 1970; 0: they may. */
  readonly mutedUntilS: number;
  /** Id of the sign-in whose token was shown; none: no token, or none of a sign-in. */
  readonly session?: string;
}

export const NOBODY: Person = Object.freeze({ player: 0, name: "", role: 0, mutedUntilS: 0 });

/**
 * Looks at who asks for a seat before the room does. Rejects with `Refused`.
 *
 * @param token what the request bears; null: none
 * @param options as the room will be given them
 * @param headers of the request, where there was one
 */
export type Gate = (token: string | null, options: unknown, headers?: Headers) => Promise<Person>;

/**
 * Looks again at a player whom the gate let in before, when their socket takes a seat that is reserved or held. Rejects with
 * `Refused`; resolves with the value of `ROLE` that they have now, null where that cannot be known.
 *
 * @param session the sign-in for which the seat was reserved; undefined: it is held
 */
export type Readmit = (player: number, session?: string) => Promise<number | null>;

export const OPEN_GATE: Gate = () => Promise.resolve(NOBODY);
