/** The identity of a caller, from the token. */
export interface Person {
  /** Id of a guest or an account; 0: no token. */
  readonly player: number;
  /** Public name; "": the player may choose one. */
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** End of a mute, s since 1970; 0: not muted. */
  readonly mutedUntilS: number;
  /** Id of the sign-in that the token belongs to; absent: no token, or no sign-in. */
  readonly session?: string;
}

export const ANONYMOUS: Person = Object.freeze({ player: 0, name: "", role: 0, mutedUntilS: 0 });

/**
 * Authenticates a caller before the room's own checks. Rejects with `JoinRefused`.
 *
 * @param token from the request; null: none
 * @param options as the room will get them
 * @param headers of the request, if there was one
 */
export type Gate = (token: string | null, options: unknown, headers?: Headers) => Promise<Person>;

/**
 * Checks an admitted player again when their socket takes a reserved or held seat. Rejects with `JoinRefused`. Resolves
 * with their current `ROLE` value, or null if it is not known.
 *
 * @param session the sign-in for which the seat was reserved; undefined: the seat is held
 */
export type Readmit = (player: number, session?: string) => Promise<number | null>;

export const OPEN_GATE: Gate = () => Promise.resolve(ANONYMOUS);
