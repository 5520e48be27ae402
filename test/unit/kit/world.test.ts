import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Codec, CodecError } from "../../../shared/machine.ts";
import { leaves } from "./leaves.ts";
import { anyRules, anyValues, definition, sample } from "./random-rules.ts";

describe("a world of any fields", () => {
  it("is loaded as it was saved: same world, same bytes, same hash", () => {
    fc.assert(
      fc.property(sample, ({ rules, world }) => {
        const { machine } = rules;
        const bytes = machine.save(world);
        const loaded = machine.load(bytes);
        expect(loaded).toEqual(world);
        expect(machine.save(loaded)).toEqual(bytes);
        expect(machine.hash(loaded)).toBe(machine.hash(world));
      }),
      { numRuns: 150 },
    );
  });

  it("has another hash and other bytes when any column changes", () => {
    let changes = 0;
    fc.assert(
      fc.property(sample, ({ rules, compiled, world }) => {
        const { machine } = rules;
        const before = machine.hash(world);
        for (const { path, change } of leaves({ world }, "world", compiled.world, "world")) {
          const undo = change();
          expect(machine.hash(world), path).not.toBe(before);
          undo?.();
          changes++;
        }
        expect(machine.hash(world)).toBe(before);
      }),
      { numRuns: 100 },
    );
    expect(changes).toBeGreaterThan(1_000);
  });

  it("D7: is loaded from hostile bytes with a CodecError, or saves as the same bytes", () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.option(fc.nat(), { freq: 3 }) });
    fc.assert(
      fc.property(sample, fc.array(damage, { minLength: 1, maxLength: 4 }), ({ rules, world }, damages) => {
        const { machine } = rules;
        let bytes = machine.save(world);
        for (const { at, byte, cut } of damages) {
          bytes[at % bytes.length] = byte;
          if (cut !== null && bytes.length > 1) bytes = bytes.slice(0, 1 + (cut % (bytes.length - 1)));
        }
        const loaded = orCodecError(() => machine.load(bytes));
        if (loaded !== null) expect(machine.save(loaded)).toEqual(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it("has commands, events and configs that are decoded as encoded; hostile bytes are refused", () => {
    const kinds = definition.chain((of) => {
      const config = anyValues(of.config ?? {});
      const commands = Object.entries(of.commands ?? {}).map(([type, { fields }]) =>
        anyValues(fields).map((values) => ({ type, seat: 2, ...values })),
      );
      const events = Object.entries(of.events ?? {}).map(([type, fields]) =>
        anyValues(fields).map((values) => ({ type, ...values })),
      );
      return fc.record({
        of: fc.constant(of),
        config,
        command: fc.oneof(fc.constant({ type: "leave", seat: 1 }), ...commands),
        event: events.length > 0 ? fc.oneof(...events) : fc.constant(null),
        hostile: fc.uint8Array({ maxLength: 20 }),
      });
    });
    fc.assert(
      fc.property(kinds, ({ of, config, command, event, hostile }) => {
        const { machine, derived } = anyRules(of);
        const [{ codecs }, client] = [machine, derived.clientCommandCodec];
        expect(codecs.config.decode(codecs.config.encode(config))).toEqual(config);
        expect(codecs.command.decode(codecs.command.encode(command))).toEqual(command);
        if (command.type !== "leave") {
          const { seat: _, ...sent } = command;
          expect(client.decode(client.encode(sent))).toEqual(sent);
        } else expect(() => client.decode(codecs.command.encode(command))).toThrow(CodecError);
        if (event !== null) expect(codecs.event.decode(codecs.event.encode(event))).toEqual(event);
        for (const codec of [codecs.config, codecs.command, codecs.event, client] as Codec<unknown>[]) {
          const decoded = orCodecError(() => codec.decode(hostile));
          if (decoded !== null) expect(codec.encode(decoded)).toEqual(hostile);
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** null: the bytes were refused, as is right. */
function orCodecError<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return null;
  }
}
