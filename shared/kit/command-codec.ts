import type { ByteWriter } from "../codec/bytes.ts";
import { type UnionRows, unionCodec } from "../codec/union.ts";
import type { Codec } from "../machine.ts";
import type { Compiled } from "./compiled.ts";
import { array, int, seatNumber } from "./kinds/field.ts";
import { planOf } from "./kinds/index.ts";
import type { Plan } from "./kinds/plan.ts";

export interface AnyCommand {
  readonly type: string;
  readonly seat: number;
  readonly [field: string]: unknown;
}

/** Numbers of the kit's own commands; the definition's follow from {@link FIRST_CODE}, in their order. */
const CODES = { join: 1, drop: 2, back: 3, leave: 4, entropy: 5 } as const;
const FIRST_CODE = 16;

const UINT32 = int(0, 0xffff_ffff);

/** A row of the union: its code and plans of its fields. */
export interface CommandRow {
  readonly code: number;
  readonly fields: { readonly [name: string]: Plan };
}

/** The definition's commands without their seats. */
export function commandRows({ commands }: Compiled): { readonly [type: string]: CommandRow } {
  const entries = Object.entries(commands);
  return Object.fromEntries(entries.map(([type, { plans }], i) => [type, { code: FIRST_CODE + i, fields: plans }]));
}

/** A join need not say who it is of. */
const holderField = ({ write, read }: Plan) => ({
  read,
  write: (out: ByteWriter, holder: unknown) => write(out, holder ?? 0),
});

/** Everything that a journal holds: seats' commands, entropy where the game has it, and the definition's own. */
export function commandCodec(compiled: Compiled): Codec<AnyCommand> {
  const { id, seats, entropy = false } = compiled.definition;
  const seat = planOf(seatNumber().spec, `${id}.commands.seat`, seats);
  const words = planOf(array(4, UINT32).spec, `${id}.commands.entropy.words`, seats);
  const holder = holderField(planOf(UINT32.spec, `${id}.commands.join.holder`, seats));
  const { join, drop, back, leave } = CODES;
  const seated = Object.entries({ drop, back, leave }).map(
    ([type, code]) => [type, { code, fields: { seat } }] as const,
  );
  const builtin = [["join", { code: join, fields: { seat, holder } }] as const, ...seated];
  const own = Object.entries(commandRows(compiled)).map(
    ([type, { code, fields }]) => [type, { code, fields: { seat, ...fields } }] as const,
  );
  const secret = entropy ? [["entropy", { code: CODES.entropy, fields: { words } }] as const] : [];
  const rows: UnionRows<{ type: string }> = Object.fromEntries([...builtin, ...secret, ...own]);
  return unionCodec<{ type: string }>(rows) as Codec<AnyCommand>;
}
