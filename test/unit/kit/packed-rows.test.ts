import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asAnyRules, defineRules, flag, int, oneOf, rows, seatOrNobody, text } from "../../../shared/kit/index.ts";
import { wireLayout } from "../../../shared/wire/kit/index.ts";

const SEATS = 5;
const NAMES = ["red", "green", "blue"];

const fieldsOf = (columns: Parameters<typeof rows>[1], continued = false) => {
  const rules = defineRules({
    id: "game",
    version: 1,
    tickHz: 60,
    seats: SEATS,
    world: { things: rows(10, columns) },
    ...(continued && { continued: { things: { continue: () => ({}) } } }),
  });
  return wireLayout(asAnyRules(rules)).tables[0].fields;
};

const bounds = fc.tuple(fc.maxSafeInteger(), fc.nat(2 ** 40)).map(([low, range]) => {
  const from = Math.max(-(2 ** 50), Math.min(2 ** 50, low));
  return { low: from, high: from + range };
});

describe("rows that never change", () => {
  it("arrive as sent, in one short text of 7-bit characters", () => {
    fc.assert(
      fc.property(fc.array(bounds, { minLength: 2, maxLength: 6 }), fc.gen(), (ints, draw) => {
        const columns = Object.fromEntries(ints.map(({ low, high }, i) => [`i${i}`, int(low, high).public()]));
        const extra = { on: flag().public(), ink: oneOf(...NAMES).public(), seat: seatOrNobody().public() };
        const fields = fieldsOf({ ...columns, ...extra });
        const sent = {
          ...Object.fromEntries(ints.map(({ low, high }, i) => [`i${i}`, draw(fc.integer, { min: low, max: high })])),
          on: draw(fc.boolean),
          ink: draw(fc.constantFrom, ...NAMES),
          seat: draw(fc.integer, { min: -1, max: SEATS - 1 }),
        };
        const came = {};
        for (const field of fields) {
          const value = field.encode(sent);
          if (typeof value === "string") expect(value).toMatch(/^[\0-\x7f]*$/);
          field.decode(value, came);
        }
        expect(came).toEqual(sent);
      }),
    );
  });

  it("are packed if that is shorter: two coordinates and a flag in four characters", () => {
    const [field, ...more] = fieldsOf({ x: int(0, 2_047).public(), y: int(0, 2_047).public(), on: flag().public() });
    expect(more).toEqual([]);
    expect(field.encode({ x: 2_047, y: 0, on: true })).toHaveLength(4);
  });

  it.each([
    ["one column", fieldsOf({ x: int(0, 255).public() })],
    ["a text", fieldsOf({ x: int(0, 2_047).public(), name: text(8).public() })],
  ])("have a field for each column where they have %s", (_, fields) => {
    expect(fields.map(({ name }) => name)).not.toContain("row_");
  });
});

describe("rows that are continued", () => {
  const motion = {
    x: int(0, 2_047).public(),
    y: int(0, 2_047).public(),
    heading: int(0, 3).public(),
    on: flag().public(),
  };

  it("have narrow columns and the low part of their tick in one text, and wide ones in fields", () => {
    const [packed, ...apart] = fieldsOf(
      { ...motion, points: int(0, 0xffff_ffff).public(), name: text(8).public() },
      true,
    );
    const sent = { x: 2_047, y: 3, heading: 2, on: true, beat_: 255 };
    expect(packed.encode(sent)).toHaveLength(5);
    const came = {};
    packed.decode(packed.encode(sent), came);
    expect(came).toEqual(sent);
    expect(apart.map(({ name }) => name)).toEqual(["points", "name"]);
  });

  it("have a field for each column if most changes would be no shorter as one text", () => {
    const fields = fieldsOf({ x: int(0, 2_047).public(), y: int(0, 2_047).public() }, true);
    expect(fields.map(({ name }) => name)).toEqual(["x", "y"]);
  });
});
