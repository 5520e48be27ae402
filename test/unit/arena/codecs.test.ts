import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandCodec } from "../../../shared/games/arena/command-codec.ts";
import { COMMAND_CONTROL_BITS } from "../../../shared/games/arena/controls.ts";
import { LAG_COMPENSATION_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { eventCodec } from "../../../shared/games/arena/event-codec.ts";
import type { Command, Event } from "../../../shared/games/arena/index.ts";
import {
  CLIENT_CONTROL_BITS,
  type ClientCommand,
  CONTROL,
  decodeClientCommand,
  encodeClientCommand,
  HULLS,
  mergeControls,
} from "../../../shared/games/arena/index.ts";
import { type Codec, CodecError } from "../../../shared/machine.ts";

const u8 = fc.nat(255);
const u16 = fc.nat(65_535);
const u32 = fc.nat(0xffffffff);
const place = { x: fc.integer({ min: -32_768, max: 32_767 }), y: fc.integer({ min: -32_768, max: 32_767 }) };
const seat = fc.integer({ min: -1, max: 65_535 });
const player = fc.nat(0x7fffffff);
const score = { credits: u32, kills: u16, deaths: u16 };
const seen = fc.nat(LAG_COMPENSATION_TICKS);
const just = <T extends string>(type: T) => fc.constant(type);

const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: just("join"), seat: u16, player, pilot: player, hull: u8 }),
  fc.record({ type: just("controls"), seat: u16, bits: fc.nat(COMMAND_CONTROL_BITS), aim: u16, seen }),
  fc.record({ type: just("hull"), seat: u16, hull: u8 }),
  fc.record({ type: fc.constantFrom("drop", "back", "leave"), seat: u16 }),
  fc.record({ type: just("endRound") }),
);

const events: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: just("spawn"), seat, ...place }),
  fc.record({ type: just("beam"), seat, ...place, toX: place.x, toY: place.y }),
  fc.record({ type: just("hit"), seat, by: seat, damage: u32, onShield: u32, ...place }),
  fc.record({ type: just("burst"), weapon: u8, ...place }),
  fc.record({ type: just("bump"), seat, force: u32, ...place }),
  fc.record({ type: just("death"), seat, by: seat, cause: u8, bounty: u32, ...place }),
  fc.record({ type: just("crack"), size: u8, ore: u8, ...place }),
  fc.record({ type: just("collect"), seat, ore: u8, amount: u8 }),
  fc.record({ type: just("sale"), seat, units: u32, credits: u32 }),
  fc.record({ type: fc.constantFrom("dock", "undock"), seat, station: u8 }),
  fc.record({ type: just("roundStart"), round: u32 }),
  fc.record({ type: just("roundEnd"), round: u32, winner: seat, credits: u32 }),
  fc.record({ type: fc.constantFrom("arrive", "depart"), seat, player, pilot: player }),
  fc.record({ type: just("pulse"), round: u32, playing: fc.nat(1), endsInS: u32, people: u16, seats: u16 }),
  fc.record({ type: just("standing"), seat, player, pilot: player, ...score }),
  fc.record({ type: just("result"), round: u32, seat, player, pilot: player, place: u16, ...score }),
  fc.record({ type: just("wanted"), seat, player, pilot: player, bounty: u32 }),
);

const clientCommands: fc.Arbitrary<ClientCommand> = fc.oneof(
  fc.record({ type: just("controls"), bits: fc.nat(CLIENT_CONTROL_BITS), aim: u16, seen }),
  fc.record({ type: just("hull"), hull: fc.nat(HULLS.length - 1) }),
);

/** A codec under test, its types forgotten: what holds for one holds for all. */
interface Case {
  readonly name: string;
  readonly codec: Codec<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}

function forget<T>(name: string, codec: Codec<T>, values: fc.Arbitrary<T>): Case {
  const { encode, decode } = codec;
  return { name, codec: { encode: (value) => encode(value as T), decode }, values };
}

const clientCodec: Codec<ClientCommand> = { encode: encodeClientCommand, decode: decodeClientCommand };
const CASES = [
  forget("command", commandCodec, commands),
  forget("event", eventCodec, events),
  forget("client command", clientCodec, clientCommands),
];

describe.each(CASES)("the $name codec", ({ codec, values }) => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(codec.decode(codec.encode(value))).toEqual(value);
      }),
    );
  });

  it("D7: refuses truncated bytes and extra bytes", () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = codec.encode(value);
        for (let length = 0; length < bytes.length; length++)
          expect(() => codec.decode(bytes.subarray(0, length))).toThrow(CodecError);
        expect(() => codec.decode(Uint8Array.of(...bytes, 0))).toThrow(CodecError);
      }),
    );
  });

  it("D7: random bytes are a value it could have written, or a CodecError", () => {
    const shaped = fc
      .tuple(fc.nat(21), fc.uint8Array({ maxLength: 12 }))
      .map(([code, rest]) => Uint8Array.of(code, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), shaped), (bytes) => {
        let value: unknown;
        try {
          value = codec.decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
          return;
        }
        expect(codec.encode(value)).toEqual(bytes);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("what a client may send", () => {
  it("D7: has no bits that only the inbox sets, no view older than the limit, and no unknown hull", () => {
    const tapped = encodeClientCommand({ type: "controls", bits: CONTROL.tapPrimary, aim: 0, seen: 0 });
    expect(() => decodeClientCommand(tapped)).toThrow(/512 is not from 0 to 511/);
    const older = encodeClientCommand({ type: "controls", bits: 0, aim: 0, seen: LAG_COMPENSATION_TICKS + 1 });
    expect(() => decodeClientCommand(older)).toThrow(/31 is not from 0 to 30/);
    const hull = encodeClientCommand({ type: "hull", hull: HULLS.length });
    expect(() => decodeClientCommand(hull)).toThrow(CodecError);
  });

  it("merges two controls for one tick: the later apply, and no tap or press is lost", () => {
    const { thrust, left, primary, secondary, dock, tapPrimary } = CONTROL;
    const merge = (...all: number[]) => all.map((bits) => ({ bits, aim: bits, seen: bits % 29 })).reduce(mergeControls);
    expect(merge(thrust, left)).toEqual({ bits: left, aim: left, seen: left % 29 });
    expect(merge(primary, 0).bits).toBe(tapPrimary);
    expect(merge(primary, primary).bits).toBe(primary);
    expect(merge(0, primary).bits).toBe(primary);
    expect(merge(dock | thrust, thrust).bits).toBe(dock | thrust);
    expect(merge(thrust, primary, 0, left).seen, "what was seen when the trigger was pulled").toBe(primary % 29);
    expect(merge(primary | dock, secondary, thrust).bits).toBe(thrust | dock | tapPrimary | CONTROL.tapSecondary);
  });
});
