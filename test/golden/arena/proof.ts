import { Hasher } from "../../../shared/math/hash.ts";
import { runBattle } from "./battle.ts";
import { type Fought, replayWar } from "./war.ts";

/** Everything that an engine is asked. Runs in any of them: nothing but the language is used. */
export function answerAll(journal: Uint8Array) {
  return { battle: { battle: runBattle() }, war: replayWar(journal) };
}

/** A war in a few figures. */
export function summarise(journal: Uint8Array, { hashes, ...figures }: Fought) {
  const digest = new Hasher();
  for (const hash of hashes) digest.text(hash);
  const recording = new Hasher();
  for (const byte of journal) recording.word(byte);
  return { ...figures, recording: recording.digest(), hashes: digest.digest() };
}
