import { describe, expect, it } from "vitest";
import { SchemaWriter } from "../../../server/replication/schema-writer.ts";
import { encodeUtf8 } from "../../../shared/codec/text.ts";

describe("bytes that grow", () => {
  it.each(["short", "long enough to have its length in two bytes", "not plain: é"])(
    "are whole wherever the buffer ends: %s",
    (text) => {
      const large = new SchemaWriter(256);
      for (let i = 0; i < 3; i++) large.text(text);
      for (let capacity = 1; capacity < 128; capacity++) {
        const small = new SchemaWriter(capacity);
        for (let i = 0; i < 3; i++) small.text(text);
        expect(small.written).toEqual(large.written);
      }
      expect([...large.written].join()).toContain([...encodeUtf8(text)].join());
    },
  );
});
