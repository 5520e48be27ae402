import fc from "fast-check";
import { Packr, unpack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { isPlainMessagePack } from "../../../server/transport/message-pack.ts";

/** As core's own clients in JavaScript write, and those in other languages. */
const records = new Packr();
const packr = new Packr({ useRecords: false });
const FRAME_BYTES = 8_192;
/** A regular expression of 8 kB took 13,000. */
const NS_PER_BYTE_MOST = 2_000;

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false, undefined),
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie("value"), { maxLength: 20 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 20 }),
  ),
})).value;

/** The lists of keys of all objects in a value. */
function kindsOf(plain: unknown, kinds = new Set<string>()): Set<string> {
  if (typeof plain !== "object" || plain === null || plain instanceof Uint8Array) return kinds;
  if (!Array.isArray(plain)) kinds.add(JSON.stringify(Object.keys(plain)));
  for (const part of Object.values(plain)) kindsOf(part, kinds);
  return kinds;
}

describe("D7: MessagePack of plain data only", () => {
  test("passes any plain data", () => {
    fc.assert(fc.property(value, (plain) => isPlainMessagePack(packr.pack(plain), 0)));
    // Messages may hold 8 kinds of objects, see the next test.
    const few = value.filter((plain) => kindsOf(plain).size <= 8);
    fc.assert(fc.property(few, (plain) => isPlainMessagePack(records.pack(plain), 0)));
    const ships = Array.from({ length: 90 }, (_, at) => ({ x: at, y: -at, at: { deep: [at + 0.5] } }));
    expect(isPlainMessagePack(records.pack(ships), 0)).toBe(true);
  });

  test.each([
    ["a regular expression", /(?<a>)/],
    ["a date", new Date(0)],
    ["a set", new Set([1])],
    ["an error", new Error("x")],
    ["a set deep inside", { deep: [{ in: [new Set()] }] }],
    ["more kinds of objects than a message needs", Array.from({ length: 40 }, (_, at) => ({ [`key${at}`]: at }))],
    ["typed numbers", new Float64Array(4)],
  ])("refuses %s", (_case, extended) => {
    const all = new Packr({ moreTypes: true });
    expect(isPlainMessagePack(all.pack(extended), 0)).toBe(false);
  });

  test("refuses truncated bytes, and extra ones", () => {
    fc.assert(
      fc.property(value, fc.nat(), (plain, cut) => {
        const bytes = packr.pack(plain);
        expect(isPlainMessagePack(bytes.subarray(0, cut % bytes.length), 0)).toBe(false);
        expect(isPlainMessagePack(Buffer.concat([bytes, bytes]), 0)).toBe(false);
      }),
    );
  });

  /** Frames of the greatest size that are as dear as can be made, and random changes of plain ones. */
  test("decodes what passed without an error, at a bounded cost per byte", () => {
    const random = lcg(20_261_130);
    const dear: Buffer[] = [
      Buffer.concat([Buffer.from([0xdc, 0x1f, 0xf0]), Buffer.alloc(0x1ff0, 0xc0)]),
      Buffer.concat([Buffer.from([0xdc, 0x1f, 0xf0]), Buffer.alloc(0x1ff0, 0x80)]),
      Buffer.concat([Buffer.from([0xde, 0x07, 0xd0]), keys(0x07d0)]),
      packr.pack(Array.from({ length: 900 }, (_, at) => 2n ** 62n + BigInt(at))),
      packr.pack("é".repeat(4_000)),
      ...[1, 4, 16, 64, 65, 1_000].map((width) => Buffer.concat(recordsOf(width, FRAME_BYTES))),
    ];
    const cases = [...dear];
    const seeds = fc.sample(value, { seed: 20_261_130, numRuns: 400 }).map((plain) => records.pack(plain));
    for (const seed of seeds)
      for (let times = 0; times < 10; times++) {
        const changed = Buffer.from(seed);
        for (let change = random(3); change > 0; change--) changed[random(changed.length)] = random(256);
        cases.push(changed);
      }
    let decoded = 0;
    let worstNsPerByte = 0;
    for (const bytes of cases) {
      if (bytes.length > FRAME_BYTES || !isPlainMessagePack(bytes, 0)) continue;
      decoded++;
      // The best of a few runs, and of more where other work of this machine may have come between.
      let nsPerByte = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 3 || (run < 30 && nsPerByte > NS_PER_BYTE_MOST); run++) {
        const startMs = performance.now();
        isPlainMessagePack(bytes, 0);
        unpack(bytes);
        nsPerByte = Math.min(nsPerByte, ((performance.now() - startMs) * 1e6) / Math.max(256, bytes.length));
      }
      worstNsPerByte = Math.max(worstNsPerByte, nsPerByte);
    }
    console.log(
      `message bodies: ${cases.length} cases, ${decoded} decode, at worst ${worstNsPerByte.toFixed(0)} ns per byte`,
    );
    expect(decoded).toBeGreaterThan(cases.length * 0.2);
    expect(worstNsPerByte).toBeLessThan(NS_PER_BYTE_MOST);
  });
});

/** Records of `width` keys, each read often enough to be compiled, in one list. */
function recordsOf(width: number, most: number): Buffer[] {
  const parts: Buffer[] = [];
  let bytes = 8;
  let values = 0;
  for (let id = 0; id < 8; id++) {
    const names = Array.from({ length: width }, (_, at) => `${id.toString(36)}${at.toString(36)}`);
    const keyed = Buffer.concat([
      Buffer.from([0xdc, width >> 8, width & 255]),
      ...names.map((name) => packr.pack(name)),
    ]);
    const row = Buffer.alloc(width, 0xc0);
    const again = Buffer.concat([Buffer.from([0x40 | id]), row]);
    const all = Buffer.concat([Buffer.from([0xd4, 0x72, 0x40 | id]), keyed, row, again, again, again, again]);
    if (bytes + all.length > most) break;
    bytes += all.length;
    values += 5;
    parts.push(all);
  }
  return [Buffer.from([0xdc, values >> 8, values & 255]), ...parts];
}

/** So many distinct keys of two letters, each with nil. */
function keys(count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, at) => Buffer.from([0xa2, 0x30 + (at % 64), 0x30 + Math.floor(at / 64), 0xc0])),
  );
}

function lcg(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
