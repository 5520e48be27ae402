import { Protocol, Room } from "@colyseus/core";
import { encode, schema, t } from "@colyseus/schema";
import { InputDecoder, InputEncoder } from "@colyseus/schema/input";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { INPUTS_PER_FRAME, inputFrameChecks } from "../../../server/transport/input-frames.ts";

const Input = schema(
  { move: t.int8(), aim: t.quantized({ min: 0, max: 1 }), seq: t.uint32(), at: t.number(), text: t.string() },
  "Input",
);

/** Of two timelines, where `rewinds`. */
class InputRoom extends Room {
  override inputs = this.defineInput(Input);
  constructor(readonly rewinds = false) {
    super();
  }
  override _timelineMode() {
    return this.rewinds ? { snapshot: true, reckon: true } : undefined;
  }
}

const TIMED = 0x80;
const CODES = [Protocol.ROOM_INPUT_RELIABLE, Protocol.ROOM_INPUT_UNRELIABLE].flatMap((code) => [code, code | TIMED]);
const FRAME_BYTES = 8_192;
const checks = inputFrameChecks(new InputRoom());
const rewinding = inputFrameChecks(new InputRoom(true));
const passes = (frame: Uint8Array, of = checks) => of[frame[0] as number]?.(frame) ?? false;

const inputs = fc.array(
  fc.record(
    {
      move: fc.integer({ min: -128, max: 127 }),
      aim: fc.double({ min: 0, max: 1, noNaN: true }),
      seq: fc.nat(),
      at: fc.double(),
      text: fc.string({ unit: "grapheme", maxLength: 100 }),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 8 },
);

/** Frames as the SDK sends them, without stamps. */
function framesOf(list: readonly object[], mode: "reliable" | "unreliable"): Uint8Array[] {
  const input = new Input();
  const encoder = new InputEncoder(input, { mode });
  const code = mode === "reliable" ? Protocol.ROOM_INPUT_RELIABLE : Protocol.ROOM_INPUT_UNRELIABLE;
  return list.map((values) => {
    Object.assign(input, values);
    return Uint8Array.of(code, ...encoder.encode());
  });
}

/** Core's decoder, with all it would log. Throws where it would go on for ever. */
function decoded(frame: Uint8Array): number {
  let inputs = 0;
  const decoder = new InputDecoder(new Input());
  const body = frame.subarray(1);
  if ((frame[0] as number) === Protocol.ROOM_INPUT_RELIABLE) decoder.decode(body);
  else
    decoder.decodeAll(body, () => {
      if (++inputs > body.length) throw new Error("decodes for ever");
    });
  return inputs;
}

const number = (value: number) => {
  const bytes = new Uint8Array(9);
  const at = { offset: 0 };
  encode.number(bytes, value, at);
  return bytes.subarray(0, at.offset);
};

describe("D7: frames of inputs", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(["reliable", "unreliable"] as const)("pass as the SDK sends them: %s", (mode) => {
    fc.assert(
      fc.property(inputs, (list) => {
        for (const frame of framesOf(list, mode)) expect(passes(frame)).toBe(true);
      }),
    );
  });

  test.each([
    ["one timeline", checks, 0],
    ["two", rewinding, 2],
  ])("pass with stamps of %s", (_case, of, more) => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: -9_999, max: 2 ** 31 }), (list, stamp) => {
        for (const frame of framesOf(list, "reliable")) {
          const timed = Uint8Array.of(
            frame[0]! | TIMED,
            ...number(stamp),
            ...new Uint8Array(more),
            ...frame.subarray(1),
          );
          expect(passes(timed, of)).toBe(true);
        }
        const [frame] = framesOf(list.slice(0, 1), "unreliable");
        const stamps = [1, 0, 0, 0, 0, ...new Uint8Array(more)];
        expect(passes(Uint8Array.of(frame![0]! | TIMED, ...stamps, ...frame!.subarray(1)), of)).toBe(true);
        expect(passes(Uint8Array.of(frame![0]! | TIMED, 2, ...stamps.slice(1), 0, ...frame!.subarray(1)), of)).toBe(
          false,
        );
      }),
    );
  });

  const { ROOM_INPUT_RELIABLE: RELIABLE, ROOM_INPUT_UNRELIABLE: UNRELIABLE } = Protocol;
  test.each<[string, readonly number[]]>([
    ["an input of negative length, which core would read for ever", [UNRELIABLE, 0, 0xd0, 0xfe]],
    ["an input longer than its frame", [UNRELIABLE, 0, 9, 128, 1]],
    ["an input whose length is a fraction", [UNRELIABLE, 0, 0xca, 0, 0, 0x80, 0x3f]],
    ["an input that ends within a value", [UNRELIABLE, 0, 2, 130, 1]],
    ["no first number", [UNRELIABLE]],
    ["a length cut short", [UNRELIABLE, 0, 0xcd, 1]],
    ["more inputs than a frame may have", [UNRELIABLE, 0, ...new Uint8Array(INPUTS_PER_FRAME + 1)]],
    ["fifty million stamps", [UNRELIABLE | TIMED, 0xce, 0x80, 0xf0, 0xfa, 0x02, 0, 0, 0, 0, 0]],
    ["no stamp", [UNRELIABLE | TIMED, 0, 0, 0, 0, 0, 0]],
    ["a stamp cut short", [RELIABLE | TIMED, 0xce, 1]],
    ["another structure", [RELIABLE, 255, 7]],
    ["the same structure again", [RELIABLE, 255, 0, 128, 1]],
    ["an unknown field", [RELIABLE, 128 | 9, 1]],
    ["a value cut short", [RELIABLE, 128 | 2, 1, 2]],
    ["a text longer than its frame", [RELIABLE, 128 | 4, 0xdb, 255, 255, 255, 255, 65]],
    ["a text that is no UTF-8", [RELIABLE, 128 | 4, 0xa1, 255]],
    ["a text of no length", [RELIABLE, 128 | 4, 0xc0]],
    ["a number of no type", [RELIABLE, 128 | 3, 0xc1]],
  ])("are refused with %s", (_case, frame) => {
    expect(passes(Uint8Array.from(frame))).toBe(false);
  });

  test("are refused where a room has no inputs", () => {
    expect(inputFrameChecks(new Room())).toEqual({});
  });

  test("that pass are decoded to their end, with an empty log", () => {
    const said = (["error", "warn", "log"] as const).map((level) => vi.spyOn(console, level));
    const plain = CODES.filter((code) => code < TIMED);
    const hostile = fc.oneof(
      fc
        .tuple(fc.constantFrom(...plain), fc.uint8Array({ maxLength: 60 }))
        .map(([code, body]) => Uint8Array.of(code, ...body)),
      fc
        .tuple(inputs, fc.constantFrom("reliable", "unreliable"), fc.nat(), fc.nat(255))
        .map(([list, mode, at, byte]) => {
          const frame = framesOf(list, mode as "reliable").at(-1)!;
          if (frame.length > 1) frame[1 + (at % (frame.length - 1))] = byte;
          return frame;
        }),
    );
    let passed = 0;
    fc.assert(
      fc.property(hostile, (frame) => {
        if (!passes(frame)) return;
        passed++;
        decoded(frame);
      }),
      { numRuns: 20_000 },
    );
    expect(passed).toBeGreaterThan(1_000);
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
  });

  test("are checked in time proportional to their bytes", () => {
    const frame = new Uint8Array(FRAME_BYTES).fill(0);
    frame.set([RELIABLE]);
    for (let at = 1; at + 1 < FRAME_BYTES; at += 2) frame.set([128, 1], at);
    const startMs = performance.now();
    for (let run = 0; run < 100; run++) passes(frame);
    expect((performance.now() - startMs) / 100).toBeLessThan(5);
  });
});
