import { readBeacons } from "../../../client/games/arena/beacons/beacon-message.ts";
import { admitPlayer } from "../../../server/games/arena/admit.ts";
import { ANONYMOUS, JoinRefused } from "../../../server/runtime/room-definition.ts";
import { decodeClientCommand } from "../../../shared/games/arena/client-command.ts";
import { arena } from "../../../shared/games/arena/index.ts";
import { CHART_PARTS, decodeChart, encodeChart, newChart } from "../../../shared/games/arena/wire/chart.ts";
import { textLike } from "../mutate.ts";
import type { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";
import { journals } from "../targets/journals.ts";
import { bytes, codecs } from "../targets/machines.ts";
import { NAMES } from "../targets/texts.ts";
import { arenaCorpus } from "./corpus.ts";

const CPU = { caseUs: 1_000, byteUs: 2 };
const OPTIONS_CPU = { caseUs: 1_500, byteUs: 3 };

/** Controls and hulls as clients send them: a code, and numbers of one to three bytes. */
const CLIENT_COMMANDS = [
  Uint8Array.of(1, 0, 0, 0),
  Uint8Array.of(1, 0xff, 3, 0xff, 0x7f, 30),
  Uint8Array.of(2, 0),
  Uint8Array.of(2, 3),
];

const count = (random: Random) => random.below(100_000);

/** Ways in which a value may be something else than expected. */
function odd(random: Random): unknown {
  return random.pick<unknown>([
    null,
    true,
    -1,
    1.5,
    1e308,
    [],
    {},
    [[]],
    { length: 3 },
    random.text(8),
    { toString: "x" },
    "x".repeat(5_000),
  ]);
}

/** Everything of the arena that reads what comes from outside. */
export const ARENA_TARGETS: readonly Target[] = [
  ...codecs(arena, arenaCorpus),
  ...journals(arena, arenaCorpus),
  bytes(
    "arena client command",
    3_000,
    () => CLIENT_COMMANDS,
    (input) => void decodeClientCommand(input),
  ),
  target<unknown>({
    name: "arena's join options",
    cases: 4_000,
    cpu: OPTIONS_CPU,
    generate: (random) => {
      const options: Record<string, unknown> = {
        name: random.pick(NAMES),
        hull: random.pick<unknown>([0, 1, 2, "Dart", undefined]),
      };
      if (random.oneIn(2)) options[random.pick(["name", "hull", "verify", "private", "__proto__"])] = odd(random);
      return random.oneIn(12) ? odd(random) : options;
    },
    size: (input) => JSON.stringify(input)?.length ?? 0,
    run: (input) => outcome(() => admitPlayer(input, [], ANONYMOUS), JoinRefused),
  }),
  target<string>({
    name: "chart",
    cases: 1_000,
    cpu: CPU,
    generate: (random) =>
      textLike(random, 40, () => {
        const chart = newChart();
        for (let left = random.below(50); left > 0; left--) chart.cells[random.below(chart.cells.length)] = 1;
        return encodeChart(chart, random.pick(CHART_PARTS));
      }),
    size: ({ length }) => length,
    run: (input) => (decodeChart(input, 0, newChart()) ? "decoded" : "refused"),
  }),
  target<string>({
    name: "list of beacons",
    cases: 2_000,
    cpu: CPU,
    generate: (random) =>
      textLike(random, 40, () =>
        JSON.stringify(
          random.some(4, () => ({
            type: "beacon",
            topic: "beacons",
            seq: 1 + count(random),
            name: `b${random.below(9)}`,
            x: 1,
            y: -1,
            label: "x",
            values: { t: 1 },
            at: 5,
            fadesAt: 9,
          })),
        ),
      ),
    size: ({ length }) => length,
    run: (input) => {
      let json: unknown;
      try {
        json = JSON.parse(input);
      } catch {
        return "refused";
      }
      return readBeacons(json) === null ? "refused" : "decoded";
    },
  }),
];
