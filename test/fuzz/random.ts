import { createRandom, nextUint32 } from "../../shared/math/random.ts";

/** A seeded source of choices: the same seed makes the same case. */
export class Random {
  readonly #state;

  /** @param seed uint32 */
  constructor(seed: number) {
    this.#state = createRandom(seed);
  }

  uint32(): number {
    return nextUint32(this.#state);
  }

  /** A whole number in [0, bound), for 1 ≤ bound ≤ 2^21. */
  below(bound: number): number {
    return Math.floor((this.uint32() * bound) / 0x1_0000_0000);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }

  /** Between 0 and `most` of what `make` makes; few more often than many. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(1 + this.below(most + 1)) }, make);
  }

  /** A whole number in [0, 2^53), small ones and those beside a power of two more often. */
  whole(): number {
    const bits = this.below(54);
    const value = this.uint32() * 2 ** 21 + this.below(2 ** 21);
    const edge = 2 ** bits + this.below(3) - 1;
    return Math.min(Number.MAX_SAFE_INTEGER, this.oneIn(3) ? Math.max(0, edge) : value % 2 ** bits);
  }

  bytes(most: number): Uint8Array {
    return Uint8Array.from(this.some(most, () => this.below(256)));
  }

  /** Text of up to `most` pieces, with what text codecs stumble over among them. */
  text(most: number): string {
    return this.some(most, () => this.pick(PIECES)).join("");
  }
}

const PIECES = [
  ...[
    "a",
    "Z",
    "7",
    " ",
    "-",
    "_",
    ".",
    ",",
    ":",
    "/",
    "%",
    "?",
    "&",
    "=",
    "+",
    "@",
    "#",
    "\\",
    '"',
    "'",
    "<",
    "{",
    "[",
    "\0",
    "\n",
  ],
  ...[
    "é",
    "e\u0301",
    "ß",
    "İ",
    "ﬁ",
    "漢",
    "علي",
    "\u200c",
    "\u200d",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufe0f",
    "❤️",
    "🏴‍☠️",
    "👩‍🚀",
    "\u0300".repeat(8),
  ],
  // Lone halves of surrogate pairs.
  ...["\ud83d", "\ude80", "constructor", "__proto__", "null", "-1", "1e309", "NaN"],
];

/** The seed of one case of a run: neighbours are unlike each other. */
export function caseSeed(seed: number, index: number): number {
  const mixed = Math.imul(seed ^ Math.imul(index + 1, 0x9e3779b9), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
