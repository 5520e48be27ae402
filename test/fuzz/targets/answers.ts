import { CodecError } from "../../../shared/machine.ts";
import { transferMessage } from "../../../shared/transfers/index.ts";
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
        machine: "tug",
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
  message(
    "message about transfers",
    (random) => {
      const [from, number] = [random.text(9), 1 + count(random)];
      const offers = [{ number, payload: random.bytes(9) }];
      return transferMessage.encode(
        random.oneIn(2)
          ? { type: "offers", from, settledBelow: number, offers }
          : { type: "answers", from, answers: [{ number, code: random.below(256) }] },
      );
    },
    transferMessage.decode,
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
];
