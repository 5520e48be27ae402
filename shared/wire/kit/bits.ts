/** A character of 7 bits takes one byte, see `packSevenBit`. */
const CHARACTER = 128;
export const CHARACTER_BITS = 7;
/** With the bits before it, such a value stays a safe integer. */
export const MAX_VALUE_BITS = 46;

/** 2 to the power of each number of bits that a value and those before it may take. */
const POWERS: readonly number[] = Array.from({ length: MAX_VALUE_BITS + CHARACTER_BITS }).reduce<number[]>(
  (powers) => [...powers, 2 * powers[powers.length - 1]],
  [1],
);

/** Bits of numbers from 0 to `most`; more than any value may have where that is not known. */
export function bitsFor(most: number): number {
  const bits = POWERS.findIndex((power) => power > most);
  return bits < 0 ? MAX_VALUE_BITS + 1 : bits;
}

/** Numbers in as many bits as they need, lowest first, in characters of 7 bits. */
export class BitWriter {
  #codes: number[] = [];
  #pending = 0;
  #bits = 0;

  /** @param value below 2^bits. @param bits up to {@link MAX_VALUE_BITS} */
  put(value: number, bits: number): void {
    this.#pending += value * POWERS[this.#bits];
    this.#bits += bits;
    for (; this.#bits >= CHARACTER_BITS; this.#bits -= CHARACTER_BITS) {
      this.#codes.push(this.#pending % CHARACTER);
      this.#pending = Math.floor(this.#pending / CHARACTER);
    }
  }

  /**
   * A number of up to {@link MAX_VALUE_BITS}, the smaller the shorter: 0 takes 1 bit, 1 takes 4. Elias' delta code of the number and 1 (Elias,
   * IEEE Transactions on Information Theory 21, 1975, 194–203), with the bits of each part lowest first.
   */
  putCount(value: number): void {
    if (!(value >= 0)) throw new RangeError(`a count of ${value}, below 0`);
    const bits = bitsFor(value + 1) - 1;
    const lengthBits = bitsFor(bits + 1) - 1;
    this.put(POWERS[lengthBits], lengthBits + 1);
    this.put(bits + 1 - POWERS[lengthBits], lengthBits);
    this.put(value + 1 - POWERS[bits], bits);
  }

  /** The characters so far; begins anew. */
  take(): string {
    if (this.#bits > 0) this.#codes.push(this.#pending);
    const text = textOf(this.#codes);
    this.#codes = [];
    this.#pending = this.#bits = 0;
    return text;
  }
}

/** Calls take a limited number of arguments. */
const AT_ONCE = 8_192;

function textOf(codes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < codes.length; at += AT_ONCE) text += String.fromCharCode(...codes.slice(at, at + AT_ONCE));
  return text;
}

/** Reads what a {@link BitWriter} wrote; zeros where a text ends too early. */
export class BitReader {
  readonly #text: string;
  #at = 0;
  #pending = 0;
  #bits = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get(bits: number): number {
    for (; this.#bits < bits; this.#bits += CHARACTER_BITS)
      this.#pending += (this.#text.charCodeAt(this.#at++) || 0) * POWERS[this.#bits];
    const value = this.#pending % POWERS[bits];
    this.#pending = Math.floor(this.#pending / POWERS[bits]);
    this.#bits -= bits;
    return value;
  }

  getCount(): number {
    let lengthBits = 0;
    while (this.get(1) === 0)
      if (++lengthBits === CHARACTER_BITS) throw new RangeError("a text of rows ends too early");
    const bits = POWERS[lengthBits] + this.get(lengthBits) - 1;
    return POWERS[bits] + this.get(bits) - 1;
  }
}
