import fc from "fast-check";
import { expect, it } from "vitest";
import { packSevenBit, sevenBitLength, unpackSevenBit } from "../../../shared/wire/seven-bit.ts";

it("any bytes are read back from a text of one-byte characters", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const codes = new Uint8Array(sevenBitLength(bytes.length) + 2).fill(200);
      packSevenBit(bytes, bytes.length, codes, 1);
      // Nothing beside it is touched.
      expect([codes[0], codes[codes.length - 1]]).toEqual([200, 200]);
      const text = String.fromCharCode(...codes.subarray(1, -1));
      expect([...text].every((character) => character.charCodeAt(0) < 128)).toBe(true);
      expect(unpackSevenBit(text)).toEqual(bytes);
    }),
  );
});
