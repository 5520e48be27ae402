import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../shared/codec/bytes.ts";
import { encodeUtf8 } from "../../../shared/codec/text.ts";
import { crc32c } from "../../../shared/journal/crc32c.ts";
import { closeFrame, MAGIC, openFrame, readFrame } from "../../../shared/journal/frame.ts";
import {
  JOURNAL_LIMITS,
  JournalError,
  type JournalRecord,
  JournalWriter,
  readCommands,
  SegmentReader,
  type TickCommands,
} from "../../../shared/journal/index.ts";
import { CREATED, HEADER, segment } from "./tapes.ts";

type Loose = { type: string; entries?: unknown[] } & Record<string, unknown>;

/** All records after the header, commands spelled out, and what was cut. */
function readAll(bytes: Uint8Array) {
  const reader = new SegmentReader(bytes);
  const records: Loose[] = [];
  for (let record = reader.next(); record !== null; record = reader.next()) records.push(spell(record));
  return { header: reader.header, records, cut: reader.cut };
}

function spell(record: JournalRecord): Loose {
  if (record.type !== "ticks") return { ...record };
  const { type, after, through, body } = record;
  return { type, after, through, entries: [...readCommands(body, after)] };
}

/** Where each frame begins, and where the last one ends. */
function bounds(bytes: Uint8Array): number[] {
  const at = [MAGIC.length];
  while (at[at.length - 1] < bytes.length) at.push(readFrame(bytes, at[at.length - 1]).end);
  return at;
}

const command = (length: number) => new Uint8Array(length).fill(0x55);

/** One record of every kind. */
const SAMPLE = segment(
  { tick: 60, segment: 3 },
  { world: command(40), room: command(9), cursors: [{ consumer: "feed", tick: 41, index: 2 }] },
  (writer) => {
    writer.appendEncoded(61, [command(3), command(0)]);
    writer.appendEncoded(62, []);
    writer.appendEncoded(63, [command(5)]);
    writer.closeBatch();
    for (const tick of [64, 65, 66]) writer.appendEncoded(tick, []);
    writer.hash("0123456789abcdef");
    writer.room(command(4));
    writer.outbox({ consumer: "store", tick: 66, index: 0 });
    writer.appendEncoded(67, [command(1)]);
    writer.fault(new TypeError("x is null"));
    writer.end("closed");
  },
);
const WHOLE = readAll(SAMPLE);
const AT = bounds(SAMPLE);

describe("journal records", () => {
  it("CRC-32C gives the check value of RFC 3720, in one piece or in two", () => {
    const bytes = encodeUtf8("123456789");
    expect(crc32c(bytes) >>> 0).toBe(0xe3069283);
    for (let cut = 0; cut <= 9; cut++) expect(crc32c(bytes, cut, 9, crc32c(bytes, 0, cut)) >>> 0).toBe(0xe3069283);
  });

  it("of every kind are read back as written", () => {
    expect(WHOLE).toEqual({
      header: { type: "header", ...HEADER, tick: 60, segment: 3, snapshot: true },
      cut: null,
      records: [
        { type: "room", bytes: command(9) },
        { type: "outbox", consumer: "feed", tick: 41, index: 2 },
        { type: "snapshot", tick: 60, world: command(40) },
        {
          ...{ type: "ticks", after: 60, through: 63 },
          entries: [
            { tick: 61, commands: [command(3), command(0)] },
            { tick: 63, commands: [command(5)] },
          ],
        },
        { type: "ticks", after: 63, through: 66, entries: [] },
        { type: "hash", tick: 66, hash: "0123456789abcdef" },
        { type: "room", bytes: command(4) },
        { type: "outbox", consumer: "store", tick: 66, index: 0 },
        { type: "ticks", after: 66, through: 67, entries: [{ tick: 67, commands: [command(1)] }] },
        { type: "fault", tick: 67, message: "TypeError: x is null" },
        { type: "end", tick: 67, reason: "closed" },
      ],
    });
  });

  it("a mark of quiet ticks takes 12 bytes for any number of them", () => {
    for (const ticks of [1, 3, 127]) {
      const bytes = segment({}, {}, (writer) => {
        for (let tick = 1; tick <= ticks; tick++) writer.appendEncoded(tick, []);
      });
      const [, first, end] = bounds(bytes);
      expect(end - first).toBe(12);
    }
  });

  it("of any header, commands, hashes, worlds and texts are read back", () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const name = fc.string({ unit: "grapheme", maxLength: 20 });
    const whole = fc.maxSafeNat();
    const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
    const small = fc.nat(1_000_000);
    const header = fc.record({
      ...{ machine: name, machineVersion: small, build: name, roomId: name, seed: fc.nat(0xffffffff) },
      ...{ config: bytes(50), segment: whole, since: whole, tick: small, epoch: whole, gap: fc.boolean() },
    });
    const cursor = fc.record({ consumer: name, tick: whole, index: whole });
    const start = fc.record({
      world: bytes(80),
      room: fc.option(bytes(30)),
      cursors: fc.array(cursor, { maxLength: 3 }),
    });
    const order = fc.oneof(
      fc.record({ type: fc.constant("append" as const), commands: fc.array(bytes(20), { maxLength: 4 }) }),
      fc.record({ type: fc.constant("hash" as const), hash: hex }),
      fc.record({ type: fc.constant("room" as const), bytes: bytes(30) }),
      fc.record({ type: fc.constant("snapshot" as const), world: bytes(30) }),
      fc.record({ type: fc.constant("outbox" as const), cursor }),
      fc.record({ type: fc.constant("mark" as const) }),
    );
    fc.assert(
      fc.property(header, start, fc.array(order, { maxLength: 30 }), (header, start, orders) => {
        const expected: Loose[] = [];
        if (start.room !== null) expected.push({ type: "room", bytes: start.room });
        for (const cursor of start.cursors) expected.push({ type: "outbox", ...cursor });
        expected.push({ type: "snapshot", tick: header.tick, world: start.world });
        let { tick } = header;
        const entries: unknown[] = [];
        const read = readAll(
          segment(header, start, (writer) => {
            for (const order of orders) {
              if (order.type === "append") {
                writer.appendEncoded(++tick, order.commands);
                if (order.commands.length > 0) entries.push({ tick, commands: order.commands });
              } else if (order.type === "hash") writer.hash(order.hash);
              else if (order.type === "room") writer.room(order.bytes);
              else if (order.type === "snapshot") writer.snapshot(order.world);
              else if (order.type === "outbox") writer.outbox(order.cursor);
              else writer.closeBatch();
              if (order.type === "hash" || order.type === "snapshot") expected.push({ ...order, tick });
              else if (order.type === "room") expected.push(order);
              else if (order.type === "outbox") expected.push({ type: "outbox", ...order.cursor });
            }
          }),
        );
        expect(read.header).toEqual({ type: "header", ...header, snapshot: true });
        expect(read.cut).toBeNull();
        expect(read.records.filter((record) => record.type !== "ticks")).toEqual(expected);
        expect(read.records.flatMap((record) => record.entries ?? [])).toEqual(entries);
      }),
      { numRuns: 200 },
    );
  });

  it("D8: values beyond their limits are not written", () => {
    const writer = new JournalWriter();
    writer.begin(HEADER, CREATED);
    const { commandBytes, commandsPerTick, roomBytes, recordBytes } = JOURNAL_LIMITS;
    expect(() => writer.appendEncoded(1, [command(commandBytes + 1)])).toThrow(RangeError);
    writer.begin(HEADER, CREATED);
    expect(() => writer.appendEncoded(1, new Array(commandsPerTick + 1).fill(command(0)))).toThrow(RangeError);
    expect(() => writer.room(command(roomBytes + 1))).toThrow(RangeError);
    expect(() => writer.snapshot(command(recordBytes))).toThrow(RangeError);
    expect(() => writer.appendEncoded(9, [])).toThrow("tick 9 appended after");
  });

  it("a refused record leaves nothing in the journal", () => {
    const bytes = segment({}, {}, (writer) => {
      writer.appendEncoded(1, [command(1)]);
      expect(() => writer.appendEncoded(2, [command(2), command(JOURNAL_LIMITS.commandBytes + 1)])).toThrow(RangeError);
      writer.appendEncoded(3, [command(3)]);
      expect(() => writer.room(command(JOURNAL_LIMITS.roomBytes + 1))).toThrow(RangeError);
      writer.room(command(4));
    });
    expect(
      readAll(bytes).records.map(({ type, entries }) => [
        type,
        (entries as TickCommands[] | undefined)?.map(({ tick }) => tick),
      ]),
    ).toEqual([
      ["ticks", [1, 3]],
      ["room", undefined],
    ]);
  });

  it("records after the last mark are drained with the next one", () => {
    const writer = new JournalWriter();
    writer.begin(HEADER, CREATED);
    const parts: Uint8Array[] = [];
    for (let tick = 1; tick <= 400; tick++) {
      writer.appendEncoded(tick, [command(tick % 7)]);
      if (tick % 150 === 0) writer.closeBatch();
      if (tick % 10 !== 0) continue;
      parts.push(writer.pending().slice());
      writer.drain();
    }
    writer.closeBatch();
    parts.push(writer.pending().slice());
    expect(writer.segmentBytes).toBe(concat(...parts).length);
    const { records } = readAll(concat(...parts));
    expect(
      records.flatMap(({ entries }) => (entries as TickCommands[] | undefined) ?? []).map(({ tick }) => tick),
    ).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  });

  it("D8: commands without a commit go into records of bounded size, and none is lost", () => {
    const ticks = 200;
    const bytes = segment({}, {}, (writer) => {
      for (let tick = 1; tick <= ticks; tick++) writer.appendEncoded(tick, [command(JOURNAL_LIMITS.commandBytes)]);
    });
    const sizes = bounds(bytes).map((at, i, all) => (all[i + 1] ?? at) - at);
    expect(Math.max(...sizes)).toBeLessThan(JOURNAL_LIMITS.batchBytes + 2 * JOURNAL_LIMITS.commandBytes);
    expect(readAll(bytes).records.flatMap((record) => record.entries ?? [])).toHaveLength(ticks);
  });
});

describe("a torn or damaged segment", () => {
  it("truncated at any byte, gives exactly the whole records before it", () => {
    for (let length = 0; length <= SAMPLE.length; length++) {
      const { header, records, cut } = readAll(SAMPLE.slice(0, length));
      const whole = AT.filter((at) => at <= length).length - 1;
      expect(records, `${length} bytes`).toEqual(WHOLE.records.slice(0, Math.max(0, whole - 1)));
      expect(header !== null, `${length} bytes`).toBe(whole > 0);
      const at = length < MAGIC.length ? 0 : AT[whole];
      const expected = length === at && length > 0 ? null : { at, bytes: length - at, kind: "torn" };
      expect(cut, `${length} bytes`).toEqual(expected);
    }
  });

  it("with any one bit flipped before the last record, is refused", () => {
    const last = AT[AT.length - 2];
    for (let bit = 0; bit < last * 8; bit++) {
      const problem = bit < MAGIC.length * 8 ? "notAJournal" : "damaged";
      expect(() => readAll(flip(SAMPLE, bit)), `bit ${bit}`).toThrow(expect.objectContaining({ problem }));
    }
  });

  it("with any one bit flipped in the last record, is cut there, as after a power loss", () => {
    const at = AT[AT.length - 2];
    for (let bit = at * 8; bit < SAMPLE.length * 8; bit++) {
      const { records, cut } = readAll(flip(SAMPLE, bit));
      expect(records, `bit ${bit}`).toEqual(WHOLE.records.slice(0, -1));
      expect(cut, `bit ${bit}`).toEqual({ at, bytes: SAMPLE.length - at, kind: "unreadable" });
    }
  });

  it("followed by zeros or noise, as after a power loss, is cut at its last whole record", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ minLength: 10, maxLength: 90 }), fc.constant(command(64).fill(0))),
        (noise) => {
          const { records, cut } = readAll(concat(SAMPLE, noise));
          expect(records).toEqual(WHOLE.records);
          expect(cut).toMatchObject({ at: SAMPLE.length, bytes: noise.length });
        },
      ),
    );
  });

  it("with a record left out, repeated or moved, is refused", () => {
    const order = expect.objectContaining({ problem: "order" });
    for (let i = 0; i + 2 < AT.length; i++) {
      const [before, record, after] = [SAMPLE.slice(0, AT[i]), SAMPLE.slice(AT[i], AT[i + 1]), SAMPLE.slice(AT[i + 1])];
      const next = SAMPLE.slice(AT[i + 1], AT[i + 2]);
      expect(() => readAll(concat(before, after))).toThrow(order);
      expect(() => readAll(concat(before, record, record, after))).toThrow(order);
      expect(() => readAll(concat(before, next, record, SAMPLE.slice(AT[i + 2])))).toThrow(order);
    }
  });

  it("whose records are whole but do not follow from each other, is refused", () => {
    const refused = (problem: string, header: Partial<typeof HEADER>, write: (writer: JournalWriter) => void) =>
      expect(() => readAll(segment(header, {}, write))).toThrow(expect.objectContaining({ problem }));
    refused("order", {}, (writer) => {
      writer.end("round");
      writer.appendEncoded(1, []);
    });
    refused("order", {}, (writer) => {
      writer.appendEncoded(1, []);
      writer.fault("x");
      writer.appendEncoded(2, []);
    });
  });

  it("never throws another error, whatever its bytes are", () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => concat(MAGIC, bytes)),
      // Whole frames with bodies of noise.
      fc
        .array(fc.tuple(fc.nat(9), fc.uint8Array({ maxLength: 40 })), { minLength: 1, maxLength: 5 })
        .map((frames) => framed(SAMPLE.slice(0, AT[1]), frames)),
      fc.array(fc.tuple(fc.nat(9), fc.uint8Array({ maxLength: 60 }))).map((frames) => framed(MAGIC, frames)),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        try {
          readAll(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(JournalError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["a format to come", "format", 1, Uint8Array.of(2)],
    ["a kind to come", "format", 9, Uint8Array.of(1)],
  ])("of %s is refused and says so", (_name, problem, kind, body) => {
    const bytes = framed(kind === 1 ? MAGIC : SAMPLE.slice(0, AT[1]), [[kind, body]]);
    expect(() => readAll(bytes)).toThrow(expect.objectContaining({ problem }));
    expect(() => readAll(bytes)).toThrow(/format 2; this program reads format 1|unknown kind 9/);
  });
});

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] ^= 1 << (bit & 7);
  return copy;
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function framed(before: Uint8Array, frames: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const out = new ByteWriter().bytes(before);
  let number = before.length === MAGIC.length ? 0 : 1;
  for (const [kind, body] of frames) {
    const start = openFrame(out);
    closeFrame(out.bytes(body), start, kind, number++);
  }
  return out.finish();
}
