/** Maximum number of senders remembered for a round. A round with more belongs to nobody in particular. */
const MAX_KEYS = 64;

/**
 * Players of the running round: senders of commands, by pseudonymous keys. A round without players is not kept, and
 * when space runs out the rounds of the most active players go first.
 */
export class RoundPlayers {
  /** null: unknown, because the room was restored in mid-round from a version that did not record it. */
  #keys: Set<string> | null;
  /** Keys that sent a command in this round; the others only continued earlier controls. */
  readonly #active = new Set<string>();

  constructor(before: readonly string[] | null) {
    this.#keys = before === null ? null : new Set(before);
  }

  /** null: unknown. */
  get keys(): readonly string[] | null {
    return this.#keys === null ? null : [...this.#keys];
  }

  /** Records the sender of a command. Returns whether the key is new. */
  add(key: string): boolean {
    const keys = this.#keys;
    if (this.#active.size < MAX_KEYS) this.#active.add(key);
    if (keys === null || keys.has(key) || keys.size >= MAX_KEYS) return false;
    keys.add(key);
    return true;
  }

  /**
   * Begins another round. Connected senders of the previous round count as players of this one, because their ships
   * keep the held controls; for the round after it they must send a command again.
   *
   * @param connected keys of the players with open sockets
   */
  beginRound(connected: ReadonlySet<string>): void {
    this.#keys = new Set([...this.#active].filter((key) => connected.has(key)));
    this.#active.clear();
  }
}
