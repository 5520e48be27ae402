import { forgottenIn } from "./gone.ts";
import type { Erasing, Kept } from "./log.ts";

const unnamed = (message: Kept, player: number): Kept => ({
  ...message,
  text: forgottenIn(message.topic, message.text, (id) => id === player),
});

/** The messages of one topic that are in memory, for those who are up to date. */
export interface Tail {
  /** The last number given. */
  readonly last: number;
  /** The first number in memory; the one after the last where none is. */
  readonly first: number;
  put(message: Kept): void;
  /** Someone is gone: no message names them any more. */
  forget(player: number): void;
  /** What follows a number; null: nothing does; "log": it is not in memory. */
  after(seq: number): Kept | null | "log";
}

/** The newest messages, of which none is missing. */
export class RecentTail implements Tail {
  readonly #most: number;
  #last: number;
  /** Twice as many at most, so that letting go of the old ones is rare. */
  #recent: Kept[] = [];

  constructor(last: number, most: number) {
    this.#last = last;
    this.#most = most;
  }

  get last(): number {
    return this.#last;
  }

  get first(): number {
    return this.#recent[0]?.seq ?? this.#last + 1;
  }

  put(message: Kept): void {
    if (message.erases !== undefined) this.#erase(message, message.erases);
    this.#recent.push(message);
    this.#last = message.seq;
    if (this.#recent.length > 2 * this.#most) this.#recent = this.#recent.slice(-this.#most);
  }

  after(seq: number): Kept | null | "log" {
    if (seq >= this.#last) return null;
    const { first } = this;
    return seq + 1 < first ? "log" : this.#recent[seq + 1 - first];
  }

  forget(player: number): void {
    this.#recent = this.#recent.map((message) => unnamed(message, player));
  }

  #erase(message: Kept, by: Erasing): void {
    const erased = (seq: number) => JSON.stringify({ ...JSON.parse(message.text), seq });
    this.#recent = this.#recent.map((before) =>
      before[by] === message[by] ? { ...before, text: erased(before.seq) } : before,
    );
  }
}

/** The newest message of every key: whoever is slow gets the next one, and never what it replaced. */
export class NewestTail implements Tail {
  readonly #most: number;
  #last: number;
  /** In order; null: replaced. */
  #rows: (Kept | null)[] = [];
  #seqs: number[] = [];
  readonly #rowOf = new Map<string, number>();

  constructor(last: number, most: number, kept: readonly Kept[]) {
    this.#most = most;
    for (const message of kept) this.put(message);
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  get first(): number {
    return this.all()[0]?.seq ?? this.#last + 1;
  }

  put(message: Kept): void {
    const before = this.#rowOf.get(message.key);
    if (before !== undefined) this.#rows[before] = null;
    // The one told last longest ago is the first key.
    this.#rowOf.delete(message.key);
    this.#rowOf.set(message.key, this.#rows.length);
    this.#rows.push(message);
    this.#seqs.push(message.seq);
    this.#last = message.seq;
    if (this.#rowOf.size > this.#most) this.#dropOldest();
    if (this.#rows.length > 2 * this.#rowOf.size + 64) this.#compact();
  }

  after(seq: number): Kept | null {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seqs[middle] <= seq) low = middle + 1;
      else high = middle;
    }
    for (let row = low; row < this.#rows.length; row++) {
      const found = this.#rows[row];
      if (found !== null) return found;
    }
    return null;
  }

  forget(player: number): void {
    this.#rows = this.#rows.map((row) => row && unnamed(row, player));
  }

  /** In order. */
  all(): readonly Kept[] {
    return this.#rows.filter((row) => row !== null);
  }

  #dropOldest(): void {
    for (const [key, row] of this.#rowOf) {
      this.#rows[row] = null;
      this.#rowOf.delete(key);
      return;
    }
  }

  #compact(): void {
    this.#rows = this.#rows.filter((row) => row !== null);
    this.#seqs = [];
    for (const [at, row] of this.#rows.entries()) {
      const { key, seq } = row as Kept;
      this.#rowOf.set(key, at);
      this.#seqs.push(seq);
    }
  }
}
