import { crc32cWord } from "../../../journal/crc32c.ts";
import { upperHalf } from "./amounts.ts";

/** Price levels of each side of a book that clients are sent. */
export const SHOWN_LEVELS = 10;

/** A price and what all orders there have open. */
export interface Level {
  readonly price: number;
  readonly quantity: number;
}

/**
 * Checksum of a book, uint32: CRC-32C over price, and lower and upper half of the quantity, of each shown level, the best
 * first; first of the buyers' side, then a zero, then of the sellers'.
 */
export function bookChecksum(buys: Iterable<Level>, sells: Iterable<Level>): number {
  return sideChecksum(sells, crc32cWord(0, sideChecksum(buys, 0))) >>> 0;
}

function sideChecksum(levels: Iterable<Level>, before: number): number {
  let crc = before;
  for (const { price, quantity } of levels) {
    crc = crc32cWord(price, crc);
    crc = crc32cWord(quantity | 0, crc);
    crc = crc32cWord(upperHalf(quantity), crc);
  }
  return crc;
}

/** The row of the state's `levels` at which a side of a market's book begins. */
export const levelsFrom = (market: number, side: number): number => (market * 2 + side) * SHOWN_LEVELS;
