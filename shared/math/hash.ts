import type { Hash } from "../machine.ts";

/**
 * A 64-bit digest of int32 words: two 32-bit lanes with the mixing steps of MurmurHash3 (Austin Appleby). Words are hashed by
 * value, so the byte order of the hardware does not matter.
 */
export class Hasher {
  #low = 0x243f6a88 | 0;
  #high = 0x85a308d3 | 0;
  #words = 0;

  /** @param word any int32; use {@link number} for larger safe integers */
  word(word: number): this {
    let k = Math.imul(word, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    this.#low = Math.imul((this.#low ^ Math.imul(k, 0x1b873593)) | 0, 5) + (0xe6546b64 | 0);
    let m = Math.imul(word ^ this.#low, 0x38b34ae5);
    m = (m << 16) | (m >>> 16);
    this.#high = Math.imul((this.#high ^ m) | 0, 9) + (0x561ccd1b | 0);
    this.#low |= 0;
    this.#high |= 0;
    this.#words++;
    return this;
  }

  /** A safe integer. */
  number(value: number): this {
    return this.word(value | 0).word(Math.floor(value / 4294967296) | 0);
  }

  /** Equals {@link word} for each; written out, because it hashes whole worlds. */
  words(words: Int32Array, count = words.length): this {
    let [low, high] = [this.#low, this.#high];
    for (let i = 0; i < count; i++) {
      const word = words[i];
      let k = Math.imul(word, 0xcc9e2d51);
      k = (k << 15) | (k >>> 17);
      low = (Math.imul(low ^ Math.imul(k, 0x1b873593), 5) + (0xe6546b64 | 0)) | 0;
      let m = Math.imul(word ^ low, 0x38b34ae5);
      m = (m << 16) | (m >>> 16);
      high = (Math.imul(high ^ m, 9) + (0x561ccd1b | 0)) | 0;
    }
    this.#low = low;
    this.#high = high;
    this.#words += count;
    return this;
  }

  /** Safe integers of which most are 0: each of the others, with its place. */
  sparse(numbers: Float64Array, count = numbers.length): this {
    let filled = 0;
    for (let at = 0; at < count; at++) {
      const number = numbers[at];
      if (number === 0) continue;
      if (filled === SPARSE.length) {
        this.words(SPARSE);
        filled = 0;
      }
      SPARSE[filled++] = at;
      SPARSE[filled++] = number | 0;
      SPARSE[filled++] = Math.floor(number / 4294967296) | 0;
    }
    return this.words(SPARSE, filled).word(-1);
  }

  /** Each byte as a word. */
  bytes(bytes: Uint8Array): this {
    return this.words(new Int32Array(bytes));
  }

  text(text: string): this {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    return this;
  }

  digest(): Hash {
    const low = finish(this.#low ^ this.#words ^ this.#high);
    const high = finish(this.#high ^ low);
    return hex(high) + hex(low);
  }
}

/** Words of {@link Hasher.sparse} that wait for their turn: a multiple of three. */
const SPARSE = new Int32Array(3 * 256);

function finish(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
