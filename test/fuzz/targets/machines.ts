import { exchange } from "../../../shared/games/exchange/index.ts";
import { lobby } from "../../../shared/games/lobby/index.ts";
import {
  decodeLobbyCommand,
  encodeLobbyCommand,
  type LobbyClientCommand,
} from "../../../shared/games/lobby/wire/client-command.ts";
import { type Codec, CodecError, type Machine } from "../../../shared/machine.ts";
import { type Corpus, exchangeCorpus, lobbyCorpus } from "../corpus.ts";
import { bytesLike } from "../mutate.ts";
import { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";

/** Everything that the codecs of a machine read. */
export function codecs<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  corpus: () => Corpus,
): Target[] {
  const { command, event, config } = machine.codecs;
  return [
    bytes(
      `${machine.id} command`,
      3_000,
      () => corpus().commands,
      (input) => again(command, input),
    ),
    bytes(
      `${machine.id} event`,
      3_000,
      () => corpus().events,
      (input) => again(event, input),
    ),
    bytes(
      `${machine.id} config`,
      600,
      () => corpus().configs,
      (input) => again(config, input),
    ),
    bytes(
      `${machine.id} world`,
      300,
      () => corpus().worlds,
      (input) => {
        const world = machine.load(input);
        machine.hash(world);
        machine.save(world);
      },
    ),
  ];
}

/** What is decoded was written so. */
function again<T>(codec: Codec<T>, input: Uint8Array): void {
  const bytes = codec.encode(codec.decode(input));
  if (Buffer.compare(bytes, input) !== 0)
    throw new Error(`decoded, and encoded as ${Buffer.from(bytes).toString("hex").slice(0, 200)}`);
}

/** Bytes that a function reads, or refuses by a `CodecError`. */
export function bytes(
  name: string,
  cases: number,
  samples: () => readonly Uint8Array[],
  read: (input: Uint8Array) => void,
): Target {
  return target<Uint8Array>({
    name,
    cases,
    cpu: { caseUs: 1_500, byteUs: 2 },
    generate: (random) => bytesLike(random, 64, () => random.pick(samples())),
    size: (input) => input.length,
    run: (input) => outcome(() => read(input), CodecError),
  });
}

function lobbyClientCommand(random: Random): Uint8Array {
  const channel = random.pick(["lobby", "match/abc", "match/none", ""]);
  const nonce = random.uint32();
  const [line, player, why] = [random.below(1_000), random.below(1_000), random.text(4)];
  const untilS = random.whole() % 0xff_ffff_ffff;
  const order = { player, untilS, why, nonce };
  const command: LobbyClientCommand = random.pick<LobbyClientCommand>([
    { type: "open", channel, after: random.below(1_000) - 1, nonce },
    { type: "close", channel },
    { type: "say", channel, text: random.text(30), nonce },
    { type: "report", channel, line, why, nonce },
    { type: "erase", channel, line, nonce },
    { type: "mute", ...order },
    { type: "ban", ...order },
  ]);
  return encodeLobbyCommand(command);
}

export const MACHINES: readonly Target[] = [
  ...codecs(exchange, exchangeCorpus),
  ...codecs(lobby, () => lobbyCorpus(new Random(1))),
  target<Uint8Array>({
    name: "lobby client command",
    cases: 3_000,
    cpu: { caseUs: 1_000, byteUs: 2 },
    generate: (random) => bytesLike(random, 64, lobbyClientCommand),
    size: (input) => input.length,
    run: (input) => outcome(() => decodeLobbyCommand(input), CodecError),
  }),
];
