import { LRUCache } from "lru-cache";
import type { FeedMessage } from "./log.ts";

/** Removes erased content from a message. */
export type CleanMessage = (message: FeedMessage) => FeedMessage;

/** The messages of one topic in memory, for readers that are up to date. */
export interface Tail {
  /** The last number used. */
  readonly last: number;
  /** The first number in memory; the one after the last if there is none. */
  readonly first: number;
  append(message: FeedMessage): void;
  /** Cleans up to `most` messages after a number. Returns the number of the last one; null: none. */
  clean(after: number, most: number): number | null;
  /** The message after a number; null: none; "log": not in memory. */
  after(seq: number): FeedMessage | null | "log";
}

/** Cleans rows from one on. Returns the index after the last one. */
function cleanRows(rows: (FeedMessage | null)[], from: number, most: number, clean: CleanMessage): number {
  const end = Math.min(rows.length, from + most);
  for (let row = from; row < end; row++) {
    const message = rows[row];
    if (message !== null) rows[row] = clean(message);
  }
  return end;
}

/** The newest messages, without gaps. */
export class RecentTail implements Tail {
  readonly #most: number;
  readonly #clean: CleanMessage;
  #last: number;
  /** Up to twice as many, so that trimming is rare. */
  #recent: FeedMessage[] = [];

  constructor(last: number, most: number, clean: CleanMessage) {
    this.#last = last;
    this.#most = most;
    this.#clean = clean;
  }

  get last(): number {
    return this.#last;
  }

  get first(): number {
    return this.#recent[0]?.seq ?? this.#last + 1;
  }

  append(message: FeedMessage): void {
    if (message.erases === "key") this.#erase(message);
    this.#recent.push(message);
    this.#last = message.seq;
    if (this.#recent.length > 2 * this.#most) this.#recent = this.#recent.slice(-this.#most);
  }

  after(seq: number): FeedMessage | null | "log" {
    if (seq >= this.#last) return null;
    const { first } = this;
    return seq + 1 < first ? "log" : this.#clean(this.#recent[seq + 1 - first]);
  }

  clean(after: number, most: number): number | null {
    const row = Math.max(0, after + 1 - this.first);
    const end = cleanRows(this.#recent, row, most, this.#clean);
    return end > row ? this.#recent[end - 1].seq : null;
  }

  #erase({ key, text }: FeedMessage): void {
    const erased = (seq: number) => JSON.stringify({ ...JSON.parse(text), seq });
    this.#recent = this.#recent.map((before) =>
      before.key === key ? { ...before, text: erased(before.seq) } : before,
    );
  }
}

/** The newest message of each key: a slow reader skips replaced messages. */
export class NewestTail implements Tail {
  readonly #clean: CleanMessage;
  #last: number;
  /** In order; null: replaced. */
  #rows: (FeedMessage | null)[] = [];
  #seqs: number[] = [];
  readonly #rowOf: LRUCache<string, number>;

  constructor(last: number, most: number, kept: readonly FeedMessage[], clean: CleanMessage) {
    this.#clean = clean;
    this.#rowOf = new LRUCache({
      max: most,
      noDisposeOnSet: true,
      dispose: (row) => {
        this.#rows[row] = null;
      },
    });
    for (const message of kept) this.append(message);
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  get first(): number {
    return this.#rows.find((row) => row !== null)?.seq ?? this.#last + 1;
  }

  append(message: FeedMessage): void {
    const before = this.#rowOf.peek(message.key);
    if (before !== undefined) this.#rows[before] = null;
    this.#rowOf.set(message.key, this.#rows.length);
    this.#rows.push(message);
    this.#seqs.push(message.seq);
    this.#last = message.seq;
    if (this.#rows.length > 2 * this.#rowOf.size + 64) this.#compact();
  }

  after(seq: number): FeedMessage | null {
    for (let row = this.#rowAfter(seq); row < this.#rows.length; row++) {
      const found = this.#rows[row];
      if (found !== null) return this.#clean(found);
    }
    return null;
  }

  clean(after: number, most: number): number | null {
    const row = this.#rowAfter(after);
    const end = cleanRows(this.#rows, row, most, this.#clean);
    return end > row ? this.#seqs[end - 1] : null;
  }

  /** In order. */
  all(): readonly FeedMessage[] {
    return this.#rows.flatMap((row) => (row === null ? [] : [this.#clean(row)]));
  }

  /** Index of the first row with a higher number; the length if there is none. */
  #rowAfter(seq: number): number {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seqs[middle] <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compact(): void {
    this.#rows = this.#rows.filter((row) => row !== null);
    this.#seqs = [];
    for (const [at, row] of this.#rows.entries()) {
      const { key, seq } = row as FeedMessage;
      this.#rowOf.set(key, at);
      this.#seqs.push(seq);
    }
  }
}
