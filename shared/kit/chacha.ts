/** "expand 16-byte k", the constant for keys of 128 bits. */
const CONSTANT = [0x61707865, 0x3120646e, 0x79622d36, 0x6b206574] as const;
const ROUNDS = 20;
const BLOCK_WORDS = 16;

/** Columns, then diagonals. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

const rotated = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));

/**
 * A word of the key stream of ChaCha20 (D. J. Bernstein) with a key of 128 bits and no nonce: whoever sees other words of
 * it learns nothing about this one.
 *
 * @param key four words
 * @param at which word of the stream, from 0
 */
export function chachaWord(key: Int32Array, at: number): number {
  const block = Math.floor(at / BLOCK_WORDS);
  const start = Int32Array.of(...CONSTANT, ...key, ...key, block, Math.floor(block / 4_294_967_296), 0, 0);
  const state = start.slice();
  for (let round = 0; round < ROUNDS; round += 2) for (const [a, b, c, d] of QUARTERS) quarter(state, a, b, c, d);
  const word = at % BLOCK_WORDS;
  return (state[word] + start[word]) >>> 0;
}

function quarter(s: Int32Array, a: number, b: number, c: number, d: number): void {
  s[a] += s[b];
  s[d] = rotated(s[d] ^ s[a], 16);
  s[c] += s[d];
  s[b] = rotated(s[b] ^ s[c], 12);
  s[a] += s[b];
  s[d] = rotated(s[d] ^ s[a], 8);
  s[c] += s[d];
  s[b] = rotated(s[b] ^ s[c], 7);
}
