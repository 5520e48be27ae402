import { Hasher } from "../../shared/math/hash.ts";
import { ATAN_TABLE, SINE_TABLE } from "../../shared/math/trig.ts";
import { runBattle } from "./battle.ts";
import { replayExamples } from "./examples.ts";
import { holdMeeting } from "./meeting.ts";
import { type Fought, replayWar } from "./war.ts";

/** What every engine must compute alike. Runs in any of them: nothing but the language is used. */
export function prove(): { trig: string; battle: string[] } {
  return { trig: new Hasher().words(SINE_TABLE).words(ATAN_TABLE).digest(), battle: runBattle() };
}

/** Everything that an engine is asked. */
export function answerAll(journal: Uint8Array) {
  return { proof: prove(), meeting: holdMeeting(), examples: replayExamples(), war: replayWar(journal) };
}

/** A war in a few figures. */
export function summarise(journal: Uint8Array, { hashes, ...figures }: Fought) {
  const digest = new Hasher();
  for (const hash of hashes) digest.text(hash);
  const recording = new Hasher();
  for (const byte of journal) recording.word(byte);
  return { ...figures, recording: recording.digest(), hashes: digest.digest() };
}
