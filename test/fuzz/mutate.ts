import type { Random } from "./random.ts";

const EDGES = [0, 1, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = random.below(bytes.length);
    return bytes.with(at, bytes[at] ^ (1 << random.below(8)));
  },
  function setByte(bytes, random) {
    return bytes.with(random.below(bytes.length), random.oneIn(2) ? random.pick(EDGES) : random.below(256));
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), random.bytes(8), bytes.subarray(at));
  },
  function remove(bytes, random) {
    const at = random.below(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8)));
  },
  function cut(bytes, random) {
    return bytes.slice(0, random.below(bytes.length));
  },
  function repeat(bytes, random) {
    const at = random.below(bytes.length);
    const piece = bytes.subarray(at, at + 1 + random.below(64));
    return joined(
      bytes.subarray(0, at),
      ...Array.from({ length: 1 + random.below(8) }, () => piece),
      bytes.subarray(at),
    );
  },
  function move(bytes, random) {
    const [from, to] = [random.below(bytes.length), random.below(bytes.length)];
    const piece = bytes.slice(from, from + 1 + random.below(32));
    return joined(bytes.subarray(0, to), piece, bytes.subarray(to));
  },
];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** The bytes with one to four things wrong with them. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  for (let times = 1 + random.below(4); times > 0; times--)
    mutated = mutated.length === 0 ? random.bytes(8) : random.pick(MUTATIONS)(mutated, random);
  return mutated;
}

/** The same for text; what is no longer UTF-8 becomes U+FFFD. */
export function mutateText(text: string, random: Random): string {
  if (random.oneIn(2)) return new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.text(4) + text.slice(at + random.below(4));
}

/** Half of the cases as `make` makes them, most others with faults in them, some of nothing but noise. */
export function bytesLike(random: Random, mostNoise: number, make: (random: Random) => Uint8Array): Uint8Array {
  const kind = random.below(20);
  if (kind === 0) return random.bytes(mostNoise);
  return kind < 11 ? make(random) : mutate(make(random), random);
}

/** @see bytesLike */
export function textLike(random: Random, mostNoise: number, make: (random: Random) => string): string {
  const kind = random.below(20);
  if (kind === 0) return random.text(mostNoise);
  return kind < 11 ? make(random) : mutateText(make(random), random);
}
