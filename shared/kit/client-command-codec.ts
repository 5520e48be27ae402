import type { ByteWriter } from "../codec/bytes.ts";
import { type UnionRows, unionCodec } from "../codec/union.ts";
import type { Codec } from "../machine.ts";
import { type AnyCommand, type CommandRow, commandRows } from "./command-codec.ts";
import type { Compiled } from "./compiled.ts";
import type { Plan } from "./kinds/plan.ts";

/**
 * Commands as clients send them: the definition's own only, without the seat, which is the sender's. Pages compute with
 * floats, so `encode` takes −0 as 0; worlds refuse it.
 */
export function clientCommandCodec(compiled: Compiled): Codec<Omit<AnyCommand, "seat">> {
  const rows: UnionRows<{ type: string }> = Object.fromEntries(
    Object.entries(commandRows(compiled)).map(([type, row]) => [type, lenientRow(row)]),
  );
  return unionCodec<{ type: string }>(rows) as Codec<Omit<AnyCommand, "seat">>;
}

function lenientRow({ code, fields }: CommandRow) {
  return { code, fields: Object.fromEntries(Object.entries(fields).map(([name, plan]) => [name, lenientField(plan)])) };
}

const lenientField = ({ read, write }: Plan) => ({
  read,
  write: (out: ByteWriter, value: unknown) => write(out, withoutMinusZero(value)),
});

function withoutMinusZero(value: unknown): unknown {
  if (typeof value === "number") return value + 0;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withoutMinusZero(of)]));
}
