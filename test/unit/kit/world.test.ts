import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../shared/kit/plan.ts";
import { Rows } from "../../../shared/kit/rows.ts";
import { type Codec, CodecError } from "../../../shared/machine.ts";
import { anyRules, anyValues, definition, sample } from "./random-rules.ts";

/** Another value of the same field, for leaves only; undefined: there is none. */
function other({ spec }: Plan, value: unknown): unknown {
  if (spec.kind === "int")
    return value === spec.high ? (spec.low < spec.high ? spec.low : undefined) : Number(value) + 1;
  if (spec.kind === "flag") return !value;
  if (spec.kind === "oneOf") return spec.names.find((name) => name !== value);
  if (spec.kind === "text") return value === "" ? "a" : "";
  return undefined;
}

interface Leaf {
  readonly path: string;
  change(): (() => void) | null;
}

/** Every number, text and flag that is in a value, found by looking at the value and not at its plan. */
function* leaves(
  holder: Record<string | number, unknown>,
  key: string | number,
  plan: Plan,
  path: string,
): Generator<Leaf> {
  const value = holder[key];
  const put = (to: unknown) => {
    holder[key] = to;
    return () => {
      holder[key] = value;
    };
  };
  if (value instanceof Int32Array) {
    for (const i of value.keys())
      yield { path: `${path}[${i}]`, change: () => put(value.map((word, at) => (at === i ? word ^ 1 : word))) };
  } else if (value instanceof Rows) {
    yield* rowLeaves(value, plan, path);
  } else if (Array.isArray(value)) {
    for (const i of value.keys()) yield* leaves(value as never, i, plan.parts.of, `${path}[${i}]`);
    if (plan.spec.kind === "list" && value.length > 0)
      yield { path: `${path}.length`, change: () => put(value.slice(1)) };
  } else if (typeof value === "object" && value !== null) {
    const parts = plan.spec.kind === "optional" ? plan.parts.of.parts : plan.parts;
    expect(Object.keys(value), path).toEqual(Object.keys(parts));
    for (const name of Object.keys(value)) yield* leaves(value as never, name, parts[name], `${path}.${name}`);
  } else {
    const to = other(plan, value);
    if (to !== undefined) yield { path, change: () => put(to) };
  }
}

function* rowLeaves(table: Rows<object>, plan: Plan, path: string): Generator<Leaf> {
  yield {
    path: `${path}.lastId`,
    change() {
      table.lastId++;
      return () => void table.lastId--;
    },
  };
  if (table.free.length > 1)
    yield {
      path: `${path}.free`,
      change() {
        table.free.reverse();
        return () => void table.free.reverse();
      },
    };
  for (const row of table) {
    yield {
      path: `${path}#${row.id}`,
      change() {
        table.remove(row);
        return () => {
          table.slots[row.slot] = row;
          table.free.pop();
        };
      },
    };
    for (const name of Object.keys(row))
      if (name !== "id" && name !== "slot")
        yield* leaves(row as never, name, plan.parts[name], `${path}#${row.id}.${name}`);
  }
}

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

  it("has another hash, and other bytes, once any column is changed", () => {
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

  it("D7: of hostile bytes there comes a CodecError, or a world that has these bytes", () => {
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

  it("has commands, events and configs that are decoded as they were encoded, and hostile bytes are refused", () => {
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
