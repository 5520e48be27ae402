import { readBeacons } from "../../../client/games/arena/beacons/beacon-message.ts";
import { CHART_PARTS, decodeChart, encodeChart, newChart } from "../../../shared/games/arena/wire/chart.ts";
import { CodecError } from "../../../shared/machine.ts";
import {
  decodeCommand,
  decodeEvents,
  decodePing,
  decodePong,
  decodeRefusal,
  decodeStateCheck,
  decodeWelcome,
  encodeCommand,
  encodeEvents,
  encodePing,
  encodePong,
  encodeRefusal,
  encodeStateCheck,
  encodeWelcome,
} from "../../../shared/wire/messages.ts";
import { packSevenBit, sevenBitLength, unpackSevenBit } from "../../../shared/wire/seven-bit.ts";
import { bytesLike, textLike } from "../mutate.ts";
import type { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";

const CPU = { caseUs: 1_000, byteUs: 2 };

function message(name: string, make: (random: Random) => Uint8Array, read: (bytes: Uint8Array) => unknown): Target {
  return target<Uint8Array>({
    name,
    cases: 2_000,
    cpu: CPU,
    generate: (random) => bytesLike(random, 64, make),
    size: ({ length }) => length,
    run: (input) => outcome(() => read(input), CodecError),
  });
}

const count = (random: Random) => random.below(100_000);

/** What clients and servers say to each other beside the state. */
export const ANSWERS: readonly Target[] = [
  message(
    "welcome",
    (random) =>
      encodeWelcome({
        machine: "arena",
        version: count(random),
        seat: count(random),
        tick: random.whole(),
        tickHz: 60,
        patchEveryTicks: 3,
        config: random.bytes(40),
      }),
    decodeWelcome,
  ),
  message("command's envelope", (random) => encodeCommand(random.whole(), random.bytes(20)), decodeCommand),
  message("ping", (random) => encodePing({ nonce: random.whole() }), decodePing),
  message(
    "pong",
    (random) =>
      encodePong({
        nonce: count(random),
        tick: random.whole(),
        intoTickUs: count(random),
        heldUs: count(random),
        marginTicks: random.oneIn(2) ? null : count(random) - 50_000,
        late: 0,
        merged: 2,
      }),
    decodePong,
  ),
  message("refusal", (random) => encodeRefusal({ code: count(random), reason: random.text(20) }), decodeRefusal),
  message(
    "check",
    (random) => encodeStateCheck({ tick: random.whole(), digest: "0123456789abcdef" }),
    decodeStateCheck,
  ),
  message(
    "events",
    (random) =>
      encodeEvents([
        { tick: count(random), bytes: random.bytes(9) },
        { tick: 200_000, bytes: random.bytes(9) },
      ]),
    decodeEvents,
  ),
  target<string>({
    name: "seven-bit text",
    cases: 2_000,
    cpu: CPU,
    generate: (random) =>
      textLike(random, 40, () => {
        const bytes = random.bytes(60);
        const codes = new Uint8Array(sevenBitLength(bytes.length));
        packSevenBit(bytes, bytes.length, codes, 0);
        return String.fromCharCode(...codes);
      }),
    size: ({ length }) => length,
    run: (input) => {
      unpackSevenBit(input);
      return "decoded";
    },
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
