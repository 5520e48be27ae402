import { JournalWriter, Playback, readTimeline } from "../../shared/journal/index.ts";
import type { AnyRules } from "../../shared/kit/index.ts";
import { RandomPlay } from "../../shared/kit/testing.ts";
import type { Hash } from "../../shared/machine.ts";
import { EXAMPLES } from "../unit/examples/games.ts";
import golden from "./examples.json";

const TICKS = 3_000;
const HASH_EVERY_TICKS = 500;
const SEED = 2_026;

interface Recorded {
  /** In hex. */
  readonly journal: string;
  readonly hashes: readonly Hash[];
}

export type RecordedExamples = Readonly<Record<string, Recorded>>;

/** Journals of matches by chance, and what they must replay to from now on. */
export function recordExamples(): RecordedExamples {
  return Object.fromEntries(
    EXAMPLES.map((rules) => {
      const journal = record(rules);
      return [rules.definition.id, { journal, hashes: replay(rules, journal) }];
    }),
  );
}

/** Replays the kept journals; in any engine. */
export function replayExamples(): Readonly<Record<string, readonly Hash[]>> {
  const kept: RecordedExamples = golden;
  return Object.fromEntries(
    EXAMPLES.map((rules) => [rules.definition.id, replay(rules, kept[rules.definition.id].journal)]),
  );
}

function record(rules: AnyRules): string {
  const { machine } = rules;
  const play = new RandomPlay(rules, SEED);
  const world = machine.create(SEED, rules.configOf());
  const writer = new JournalWriter();
  const config = machine.codecs.config.encode(rules.configOf());
  writer.begin(
    {
      ...{
        machine: machine.id,
        machineVersion: machine.version,
        build: "proof",
        roomId: "example",
        seed: SEED,
        config,
      },
      ...{ segment: 0, since: 0, tick: 0, epoch: 0, gap: false },
    },
    { world: null, room: null, cursors: [] },
  );
  while (world.tick < TICKS) {
    const commands = play.commands(world);
    writer.appendEncoded(world.tick + 1, commands.map(machine.codecs.command.encode));
    machine.step(world, commands, () => {});
  }
  writer.closeBatch();
  return [...writer.pending()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function replay({ machine }: AnyRules, journal: string): Hash[] {
  const bytes = Uint8Array.from({ length: journal.length / 2 }, (_, i) =>
    Number.parseInt(journal.slice(2 * i, 2 * i + 2), 16),
  );
  const playback = new Playback(machine, readTimeline([{ name: "example", bytes }]));
  const hashes: Hash[] = [];
  while (playback.step()) if (playback.tick % HASH_EVERY_TICKS === 0) hashes.push(machine.hash(playback.world));
  return hashes;
}
