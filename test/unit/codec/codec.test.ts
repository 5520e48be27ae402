import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../shared/codec/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../../shared/codec/text.ts";
import { integer, text, UINT8, unionCodec } from "../../../shared/codec/union.ts";
import { CodecError } from "../../../shared/machine.ts";

describe("bytes", () => {
  it("reads back whatever was written", () => {
    const value = fc.oneof(
      fc.tuple(fc.constant("u8" as const), fc.integer({ min: 0, max: 255 })),
      fc.tuple(fc.constant("u16" as const), fc.integer({ min: 0, max: 65_535 })),
      fc.tuple(fc.constant("u32" as const), fc.integer({ min: 0, max: 0xffffffff })),
      fc.tuple(fc.constant("varint" as const), fc.maxSafeNat()),
      fc.tuple(fc.constant("signed" as const), fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 })),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const out = new ByteWriter(1);
        for (const [kind, number] of values) out[kind](number);
        const from = new ByteReader(out.finish());
        for (const [kind, number] of values) expect(from[kind]()).toBe(number);
        from.expectEnd();
      }),
    );
  });

  it("writes columns as it writes their numbers one by one", () => {
    const row = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(fc.array(row), fc.nat(5), (rows, over) => {
        const [values, taken] = [Int32Array.from(rows, ([value]) => value), Uint8Array.from(rows, ([, one]) => one)];
        const count = Math.max(0, rows.length - over);
        const [column, single] = [new ByteWriter(1).u8(9), new ByteWriter(1).u8(9)];
        column.liveInt32s(values, taken, count).u8(7);
        for (let i = 0; i < count; i++) if (taken[i] === 1) single.signed(values[i]);
        expect(column.finish()).toEqual(single.u8(7).finish());
      }),
      {
        examples: [
          [
            [
              [-(2 ** 31), 1],
              [2 ** 31 - 1, 1],
              [0, 0],
              [-1, 1],
            ],
            0,
          ],
        ],
      },
    );
  });

  it("puts the length before what it is of, however long", () => {
    for (const length of [0, 1, 127, 128, 20_000]) {
      const body = new Uint8Array(length).fill(3);
      const out = new ByteWriter(1).u8(9);
      expect(out.lengthPrefixed((to, bytes) => void to.bytes(bytes), body)).toBe(length);
      expect(out.finish()).toEqual(new ByteWriter().u8(9).varint(length).bytes(body).finish());
    }
  });

  it("D7: never reads past the end", () => {
    const bytes = new ByteWriter().u8(1).u16(2).u32(3).varint(400).signed(-5_000).text("héllo").finish();
    const read = (from: ByteReader) => [from.u8(), from.u16(), from.u32(), from.varint(), from.signed(), from.text(99)];
    expect(read(new ByteReader(bytes))).toEqual([1, 2, 3, 400, -5_000, "héllo"]);
    for (let length = 0; length < bytes.length; length++)
      expect(() => read(new ByteReader(bytes.subarray(0, length)))).toThrow(CodecError);
  });

  it("D7: takes a number in its shortest form alone", () => {
    expect(() => new ByteReader(Uint8Array.of(0x80, 0)).varint()).toThrow(CodecError);
    expect(() => new ByteReader(new Uint8Array(9).fill(0xff)).varint()).toThrow(CodecError);
    expect(() => new ByteReader(Uint8Array.of(1)).expectEnd()).toThrow(CodecError);
    for (const value of [2 ** 31, -(2 ** 31) - 1, 2 ** 40])
      expect(() => new ByteReader(new ByteWriter().signed(value).finish()).signed32()).toThrow(/no int32/);
    expect(new ByteReader(new ByteWriter().signed(-(2 ** 31)).finish()).signed32()).toBe(-(2 ** 31));
  });
});

describe("text", () => {
  it("agrees with the platform's UTF-8 on every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const bytes = encodeUtf8(value);
        expect(bytes).toEqual(new Uint8Array(new TextEncoder().encode(value)));
        expect(decodeUtf8(bytes)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
      }),
    );
  });

  it("D7: refuses exactly the bytes that the platform refuses", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const platform = (bytes: Uint8Array): string | null => {
      try {
        return strict.decode(bytes);
      } catch {
        return null;
      }
    };
    const ours = (bytes: Uint8Array): string | null => {
      try {
        return decodeUtf8(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        return null;
      }
    };
    const hostile = fc.uint8Array({ maxLength: 8 }).map((bytes) => bytes.map((b) => b | 0x80));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 8 }), hostile), (b) => ours(b) === platform(b)),
      { numRuns: 2_000 },
    );
    for (const bytes of [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff]])
      expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(CodecError);
  });

  it("D8: refuses a text that is too long before reading it", () => {
    const bytes = new ByteWriter().text("x".repeat(50)).finish();
    expect(() => new ByteReader(bytes).text(49)).toThrow(/50 bytes, at most 49/);
    expect(new ByteReader(bytes).text(50)).toHaveLength(50);
  });
});

describe("unions of records", () => {
  type Shape = { readonly type: "dot"; readonly at: number } | { readonly type: "word"; readonly name: string };
  const codec = unionCodec<Shape>({
    dot: { code: 3, fields: { at: integer(-10, 10) } },
    word: { code: 4, fields: { name: text(8) } },
  });

  it("writes a code, then the fields, and reads them back", () => {
    expect([...codec.encode({ type: "dot", at: -1 })]).toEqual([3, 1]);
    for (const value of [{ type: "dot", at: 10 } as const, { type: "word", name: "é" } as const])
      expect(codec.decode(codec.encode(value))).toEqual(value);
  });

  it("D7: refuses unknown codes, values out of range, and bytes left over", () => {
    expect(() => codec.decode(Uint8Array.of(9))).toThrow(/code 9/);
    expect(() => codec.decode(Uint8Array.of(3, 40))).toThrow(/20 is not from -10 to 10/);
    expect(() => codec.decode(Uint8Array.of(3, 1, 0))).toThrow(/too many/);
    expect(() => codec.decode(new Uint8Array())).toThrow(CodecError);
  });

  it("is a programmer's mistake to give one code to two types", () => {
    const row = { code: 1, fields: { n: UINT8 } };
    type Two = { type: "a"; n: number } | { type: "b"; n: number };
    expect(() => unionCodec<Two>({ a: row, b: row })).toThrow(/code 1 belongs to a and b/);
  });
});
