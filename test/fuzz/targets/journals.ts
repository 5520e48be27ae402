import { decodeRoomRecord, encodeRoomRecord } from "../../../server/runtime/durable-room.ts";
import { ByteWriter } from "../../../shared/codec/bytes.ts";
import { exchange } from "../../../shared/games/exchange/index.ts";
import { lobby } from "../../../shared/games/lobby/index.ts";
import { closeFrame, MAGIC, openFrame, readFrame } from "../../../shared/journal/frame.ts";
import {
  JournalError,
  Playback,
  readCommands,
  readTimeline,
  SegmentReader,
  StepFault,
  StreamReader,
  StreamWriter,
} from "../../../shared/journal/index.ts";
import { CodecError, type Machine } from "../../../shared/machine.ts";
import { type Corpus, exchangeCorpus, lobbyCorpus, named } from "../corpus.ts";
import { bytesLike, mutate, textLike } from "../mutate.ts";
import { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";

/** A segment in which one record's body is another, under checks that are right: damage that only its reader can find. */
function reframed(bytes: Uint8Array, random: Random): Uint8Array {
  const out = new ByteWriter(bytes.length + 1_024).bytes(MAGIC);
  const frames = [];
  for (let at = MAGIC.length; at < bytes.length; ) {
    const frame = readFrame(bytes, at);
    if (frame.state !== "whole") break;
    frames.push(frame);
    at = frame.end;
  }
  const chosen = random.below(frames.length);
  let number = 0;
  frames.forEach(({ kind, body }, i) => {
    if (i === chosen && random.oneIn(6)) return;
    const start = openFrame(out);
    out.bytes(i === chosen ? mutate(body.slice(), random) : body);
    closeFrame(out, start, i === chosen && random.oneIn(8) ? random.below(12) : kind, number++);
  });
  return out.finish();
}

function segments({ journal }: Corpus, random: Random): Uint8Array[] {
  const chosen = journal.slice(0, 1 + random.below(journal.length));
  if (random.oneIn(8)) chosen.splice(random.below(chosen.length), 1);
  const damaged = random.below(Math.max(1, chosen.length));
  return chosen.map((bytes, i) => {
    if (i !== damaged || random.oneIn(2)) return bytes;
    return random.oneIn(2) ? reframed(bytes, random) : mutate(bytes, random);
  });
}

const total = (input: readonly Uint8Array[]): number => input.reduce((sum, { length }) => sum + length, 0);

/** Everything that reads journals of a machine. */
export function journals<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  corpus: () => Corpus,
): Target[] {
  return [
    target<Uint8Array>({
      name: `${machine.id} journal segment`,
      cases: 800,
      cpu: { caseUs: 2_000, byteUs: 0.5 },
      generate: (random) =>
        bytesLike(random, 256, () =>
          random.oneIn(2) ? reframed(random.pick(corpus().journal), random) : random.pick(corpus().journal),
        ),
      size: (input) => input.length,
      run: (input) =>
        outcome(() => {
          const reader = new SegmentReader(input, "case");
          for (let record = reader.next(); record !== null; record = reader.next())
            if (record.type === "ticks") for (const _ of readCommands(record.body, record.after));
          if (reader.header === null) throw new JournalError("empty", "no header");
        }, JournalError),
    }),
    target<Uint8Array[]>({
      name: `${machine.id} journal played`,
      cases: 60,
      cpu: { caseUs: 400_000, byteUs: 20 },
      generate: (random) => segments(corpus(), random),
      size: total,
      run: (input) =>
        outcome(
          () => {
            const timeline = readTimeline(named(...input));
            const playback = new Playback(machine, timeline, timeline.starts[timeline.starts.length - 1].tick);
            for (let ticks = 0; ticks < 300 && playback.step(); ticks++);
          },
          JournalError,
          CodecError,
          StepFault,
        ),
    }),
    target<readonly Uint8Array[]>({
      name: `${machine.id} live stream`,
      cases: 800,
      cpu: { caseUs: 2_000, byteUs: 1 },
      generate: (random) => {
        const whole = bytesLike(random, 256, () => streamed(machine, corpus(), random));
        const cut = random.below(whole.length + 1);
        return [whole.subarray(0, cut), whole.subarray(cut)];
      },
      size: total,
      run: (input) =>
        outcome(() => {
          const reader = new StreamReader();
          let records = 0;
          for (const bytes of input) {
            reader.push(bytes);
            for (let record = reader.next(); record !== null; record = reader.next()) records++;
          }
          if (records === 0) throw new JournalError("empty", "no record");
        }, JournalError),
    }),
  ];
}

export const JOURNALS: readonly Target[] = [
  ...journals(exchange, exchangeCorpus),
  ...journals(lobby, () => lobbyCorpus(new Random(1))),
  target<string>({
    name: "room record",
    cases: 2_000,
    cpu: { caseUs: 1_500, byteUs: 1 },
    generate: (random) => textLike(random, 40, roomRecord),
    size: ({ length }) => length,
    run: (input) => outcome(() => decodeRoomRecord(new TextEncoder().encode(input)), CodecError),
  }),
];

function streamed(
  machine: { readonly id: string; readonly version: number },
  { commands, worlds }: Corpus,
  random: Random,
): Uint8Array {
  const writer = new StreamWriter(0);
  const header = {
    type: "header",
    machine: machine.id,
    machineVersion: machine.version,
    build: "b",
    roomId: "r",
    seed: 1,
    config: random.bytes(20),
    segment: 1,
    since: 1,
    tick: 0,
    epoch: 1,
    gap: false,
    snapshot: false,
  } as const;
  const parts = [writer.opening(header, random.oneIn(2) ? null : random.pick(worlds))];
  let tick = 0;
  for (let left = random.below(20); left > 0; left--) {
    tick += 1 + random.below(5);
    if (random.oneIn(2)) writer.commands(tick, [random.pick(commands), ...random.some(2, () => random.pick(commands))]);
    writer.completeTick(tick);
    if (random.oneIn(4)) writer.hash("0123456789abcdef");
  }
  if (random.oneIn(3)) writer.end("closed");
  parts.push(writer.takeBytes());
  return new Uint8Array(Buffer.concat(parts));
}

function roomRecord(random: Random): string {
  const seats = 1 + random.below(8);
  const taken = Array.from({ length: random.below(seats + 1) }, (_, seat) => ({
    ...{ seat, sessionId: `s${seat}`, epoch: random.below(99), verify: random.oneIn(2) },
    join: { name: random.text(5), hull: random.below(4), key: "k", player: random.below(99) },
  }));
  return new TextDecoder().decode(
    encodeRoomRecord({
      room: "tug",
      seats,
      epoch: random.below(99),
      taken,
      players: random.oneIn(2) ? null : ["key"],
      seen: new Uint8Array(0),
    }),
  );
}
