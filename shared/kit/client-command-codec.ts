import { type UnionRows, unionCodec } from "../codec/union.ts";
import type { Codec } from "../machine.ts";
import { type AnyCommand, commandRows } from "./command-codec.ts";
import type { Compiled } from "./compiled.ts";

/** Commands as clients send them: the definition's own only, without the seat, which is the sender's. */
export function clientCommandCodec(compiled: Compiled): Codec<Omit<AnyCommand, "seat">> {
  const rows: UnionRows<{ type: string }> = commandRows(compiled);
  return unionCodec<{ type: string }>(rows) as Codec<Omit<AnyCommand, "seat">>;
}
