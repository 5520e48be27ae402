import { describe, expect, it } from "vitest";
import {
  JournalError,
  Playback,
  readTimeline,
  StreamReader,
  type StreamRecord,
  StreamWriter,
} from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type TugCommand, tug } from "../../harness/tiny-game.ts";
import { HEADER, record } from "./tapes.ts";

const SEED = Math.floor(Math.random() * 2 ** 31);
const pulls = (tick: number): TugCommand[] =>
  tick % 4 === 0 ? [{ type: "pull", seat: tick % 3, strength: tick % 9, shout: false }] : [];
const header = { ...HEADER, snapshot: true };

/** What a reader makes of bytes that come in parts. */
function read(bytes: Uint8Array, parts: (left: number) => number): StreamRecord[] {
  const reader = new StreamReader();
  const records: StreamRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, parts(bytes.length - at));
    reader.push(bytes.slice(at, at + size));
    at += size;
    for (let next = reader.next(); next !== null; next = reader.next()) records.push(next);
  }
  return records;
}

/** The records of a stream of so many ticks, joined late. */
function stream(from: number, ticks: number) {
  const world = tug.create(1, { seats: 4 });
  const writer = new StreamWriter(0);
  const hashes: string[] = [];
  const bytes: Uint8Array[] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const commands = pulls(tick);
    if (commands.length > 0)
      writer.commands(
        tick,
        commands.map((command) => tug.codecs.command.encode(command)),
      );
    tug.step(world, commands, () => {});
    hashes[tick] = tug.hash(world);
    if (tick % 15 === 0) {
      writer.completeTick(tick);
      writer.hash(tug.hash(world));
      const part = writer.takeBytes();
      if (tick > from) bytes.push(part);
    }
    if (tick === from)
      bytes.push(writer.opening({ ...header, config: tug.codecs.config.encode({ seats: 4 }) }, tug.save(world)));
  }
  writer.completeTick(ticks);
  writer.end("closed");
  bytes.push(writer.takeBytes());
  return { bytes: Buffer.concat(bytes), hashes };
}

describe("a stream of a journal", () => {
  it(`D3: replays to the same worlds, from wherever it is joined and in whatever parts it comes, seed ${SEED}`, () => {
    const random = createRandom(SEED);
    for (const from of [15, 150, 4_500]) {
      const { bytes, hashes } = stream(from, 5_000);
      const whole = read(bytes, (left) => left);
      for (const most of [1, 7, 300]) expect(read(bytes, () => 1 + nextBelow(random, most))).toEqual(whole);
      const spans = whole.flatMap((row) => (row.type === "ticks" && row.body.length > 0 ? [row] : []));
      const starts = whole.flatMap((row) => (row.type === "snapshot" ? [row] : []));
      const told = whole.flatMap((row) => (row.type === "hash" ? [row] : []));
      const [first] = whole;
      if (first.type !== "header") throw new Error("no header");
      const tape = record(tug, { seats: 4 }, 10, pulls);
      const what = {
        header: { ...first, machine: tug.id, machineVersion: tug.version },
        firstTick: from,
        lastTick: 5_000,
      };
      const timeline = { ...readTimeline(tape.segments), ...what, starts, spans, hashes: told };
      const playback = new Playback(tug, timeline);
      while (playback.step()) expect(tug.hash(playback.world)).toBe(hashes[playback.tick]);
      expect(playback.tick).toBe(5_000);
      for (const { tick, hash } of told) expect(hash).toBe(hashes[tick]);
      expect(whole.at(-1)).toMatchObject({ type: "end", tick: 5_000, reason: "closed" });
    }
  });

  it("is refused where anything is damaged, missing, repeated or foreign", () => {
    const { bytes } = stream(15, 600);
    const refusal = (of: Uint8Array) => {
      try {
        read(of, (left) => left);
      } catch (error) {
        return error instanceof JournalError ? error.problem : error;
      }
      return null;
    };
    for (let at = 8; at < bytes.length; at += 13) {
      const damaged = new Uint8Array(bytes);
      damaged[at] ^= 16;
      expect(refusal(damaged), `bit flipped in ${at}`).toBe("damaged");
    }
    expect(refusal(new TextEncoder().encode("<!doctype html>"))).toBe("notAJournal");
    const twice = stream(15, 600).bytes;
    expect(refusal(Buffer.concat([twice, twice.subarray(8)]))).toBe("order");
    const reader = new StreamReader();
    reader.push(bytes.subarray(0, bytes.length - 5));
    const records: string[] = [];
    for (let next = reader.next(); next !== null; next = reader.next()) records.push(next.type);
    expect(records).not.toContain("end");
  });

  it("drops records of the server's wiring, should a server send them", () => {
    const tape = record(tug, { seats: 4 }, 30, pulls);
    expect(read(tape.segments[0].bytes, (left) => left)[0].type).toBe("header");
    const { bytes } = stream(15, 30);
    const room = Uint8Array.from(bytes);
    // A room record's kind, in place of the header's.
    room[8 + 3] = 5;
    expect(() => read(room, (left) => left)).toThrow(JournalError);
  });
});
