import type { EntropyCommand } from "../../shared/kit/index.ts";

const WORDS = 4;

/** 128 fresh random bits, for a world with `entropyWanted`. */
export function entropyCommand(): EntropyCommand {
  return { type: "entropy", words: [...crypto.getRandomValues(new Uint32Array(WORDS))] };
}
