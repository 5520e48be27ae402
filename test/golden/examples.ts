import { RandomPlay } from "../../shared/kit/testing.ts";
import type { Hash } from "../../shared/machine.ts";
import { EXAMPLES } from "../unit/examples/games.ts";
import golden from "./examples.json";
import { type Recorded, record, replay } from "./journals.ts";

const SEED = 2_026;

export type RecordedExamples = Readonly<Record<string, Recorded>>;

/** Journals of matches by chance, and what they must replay to from now on. */
export function recordExamples(): RecordedExamples {
  return Object.fromEntries(
    EXAMPLES.map((rules) => {
      const play = new RandomPlay(rules, SEED);
      return [rules.definition.id, record(rules.machine, SEED, rules.configOf(), (world) => play.commands(world))];
    }),
  );
}

/** Replays the kept journals; in any engine. */
export function replayExamples(): Readonly<Record<string, readonly Hash[]>> {
  const kept: RecordedExamples = golden;
  return Object.fromEntries(
    EXAMPLES.map(({ machine, definition }) => [definition.id, replay(machine, kept[definition.id].journal)]),
  );
}
