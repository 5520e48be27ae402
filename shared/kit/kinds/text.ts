import { encodeUtf8 } from "../../codec/text.ts";
import type { SpecOf } from "./field.ts";
import { type Plan, scalar, shown } from "./plan.ts";

export function textPlan(spec: SpecOf<"text">, path: string): Plan<string> {
  const { maxBytes } = spec;
  const bytesOf = (value: unknown) => {
    if (typeof value !== "string") throw new TypeError(`${path}: ${shown(value)} is no text`);
    for (const char of value) {
      const code = char.codePointAt(0) as number;
      if (code >= 0xd800 && code <= 0xdfff) throw new RangeError(`${path}: ${shown(value)} has half a character`);
    }
    const bytes = encodeUtf8(value);
    if (bytes.length > maxBytes)
      throw new RangeError(`${path}: ${shown(value)} has ${bytes.length} bytes, more than ${maxBytes}`);
    return bytes;
  };
  return scalar<string>({
    path,
    spec,
    initial: () => "",
    check: (value) => void bytesOf(value),
    write(out, value) {
      const bytes = bytesOf(value);
      out.varint(bytes.length).bytes(bytes);
    },
    read: (from) => from.text(maxBytes),
  });
}
