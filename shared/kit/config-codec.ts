import { ByteReader, ByteWriter } from "../codec/bytes.ts";
import type { Codec } from "../machine.ts";
import type { Compiled } from "./compiled.ts";

/** Every setting, in the order of its definition. */
export function configCodec({ config: plan }: Compiled): Codec<Record<string, unknown>> {
  return {
    encode(config) {
      const out = new ByteWriter();
      plan.write(out, config);
      return out.finish();
    },
    decode(bytes) {
      const from = new ByteReader(bytes);
      const config = plan.read(from);
      from.expectEnd();
      return config;
    },
  };
}
