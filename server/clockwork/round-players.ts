/** Senders of a round that are remembered: a round of more is everyone's anyway. */
const KEYS_MOST = 64;

/**
 * Who played in the running round: senders of commands, by keys that say nothing of them. A round in which nobody played is
 * nothing to keep, and who has played most gives way first where not all rounds can be kept.
 */
export class RoundPlayers {
  /** null: the room was taken up from a version that did not note it, in the middle of this round. */
  #keys: Set<string> | null;
  /** Those of them who sent a command in it: the others went on with what they had ordered before. */
  readonly #active = new Set<string>();

  constructor(before: readonly string[] | null) {
    this.#keys = before === null ? null : new Set(before);
  }

  /** null: not known. */
  get keys(): readonly string[] | null {
    return this.#keys === null ? null : [...this.#keys];
  }

  /** Someone sent a command; whether that was not known. */
  note(key: string): boolean {
    const keys = this.#keys;
    if (this.#active.size < KEYS_MOST) this.#active.add(key);
    if (keys === null || keys.has(key) || keys.size >= KEYS_MOST) return false;
    keys.add(key);
    return true;
  }

  /**
   * Another round begins. Whoever sent commands in the one before and is here plays on, as a ship flies on with the controls
   * that are held: for this round, and not for the next one unless they send another.
   *
   * @param here keys of those whose sockets are open
   */
  beginRound(here: ReadonlySet<string>): void {
    this.#keys = new Set([...this.#active].filter((key) => here.has(key)));
    this.#active.clear();
  }
}
