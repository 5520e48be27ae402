import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressKey } from "../../../server/budgets/index.ts";

const group = fc.integer({ min: 0, max: 0xffff });
const groups = fc.array(fc.oneof(group, fc.constant(0)), { minLength: 8, maxLength: 8 });
const mappedGroups = fc.tuple(group, group).map((tail) => [0, 0, 0, 0, 0, 0xffff, ...tail]);

/** One of the ways to write an address: letters in either case, leading zeros, any run of zeros left out, IPv4 in the tail, a zone. */
const spelling = (words: readonly number[]) =>
  fc
    .record({
      upper: fc.boolean(),
      padded: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      gap: fc.option(fc.record({ from: fc.nat(7), length: fc.integer({ min: 1, max: 8 }) })),
      dotted: fc.boolean(),
      zone: fc.constantFrom("", "%eth0", "%1"),
    })
    .map(({ upper, padded, gap, dotted, zone }) => {
      const texts = words.map((word, at) => (padded[at] ? word.toString(16).padStart(4, "0") : word.toString(16)));
      const tail = dotted
        ? [[words[6], words[7]].map((w) => `${(w ?? 0) >> 8}.${(w ?? 0) & 255}`).join(".")]
        : texts.slice(6);
      const last = 8 - (dotted ? 2 : 0);
      let run = 0;
      if (gap !== null) while (run < gap.length && gap.from + run < last && words[gap.from + run] === 0) run++;
      const all = dotted ? [...texts.slice(0, 6), ...tail] : texts;
      const text =
        run === 0
          ? all.join(":")
          : `${all.slice(0, gap?.from).join(":")}::${all.slice((gap?.from ?? 0) + run).join(":")}`;
      return (upper ? text.toUpperCase() : text) + zone;
    });

describe("D8: senders are counted by address, in any spelling", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:203.0.113.7", "203.0.113.7"],
    ["0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["0000:0000:0000:0000:0000:ffff:cb00:7107", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["2001:db8:0:0::", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:0:0:203.0.113.7", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", ""],
    ["not an address", "not an address"],
  ])("%s is counted as %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test("every spelling of one address has one key", () => {
    const two = fc.oneof(groups, mappedGroups).chain((words) => fc.tuple(spelling(words), spelling(words)));
    fc.assert(fc.property(two, ([a, b]) => addressKey(a) === addressKey(b)));
  });

  test("addresses of one /64 share a key, those of two do not", () => {
    fc.assert(
      fc.property(groups, groups, (a, b) => {
        const key = (words: readonly number[]) => addressKey(words.map((word) => word.toString(16)).join(":"));
        const mapped = [a, b].some((words) => words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff);
        const subscriber = (words: readonly number[]) => words.slice(0, 4).join();
        if (!mapped) expect(key(a) === key(b)).toBe(subscriber(a) === subscriber(b));
      }),
    );
  });
});
