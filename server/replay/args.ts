import { parseArgs } from "node:util";

export interface ReplayOptions {
  readonly action: "info" | "verify";
  readonly file: string;
  readonly json: boolean;
}

/** @param call how the command is called here */
export const usage = (call: string) => `usage: ${call} info FILE [--json]
       ${call} verify FILE [--json]

  info      shows what a journal contains
  verify    replays it and compares every hash; exit 1 at the first mismatch
  FILE      a segment, a room's folder of segments (data/journal/ROOM), or a finished replay (data/replays/ID.orj)
  --json    one JSON object instead of text`;

/** Bad arguments; the message names the field, its value and what is accepted. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** Throws {@link ArgumentError}. */
export function readArguments(argv: readonly string[]): ReplayOptions {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens)
    if (token.kind === "option" && (token.name !== "json" || token.value !== undefined))
      throw new ArgumentError(`unknown argument ${JSON.stringify(argv[token.index])}: known is --json`);
  const [action, file, ...more] = positionals;
  if (action !== "info" && action !== "verify")
    throw new ArgumentError(
      `action: ${action === undefined ? "missing" : JSON.stringify(action)}; give info or verify`,
    );
  if (file === undefined || file === "")
    throw new ArgumentError("FILE: missing; give a segment, a room's folder or a replay");
  if (more.length > 0) throw new ArgumentError(`${JSON.stringify(more[0])} is unexpected: give one FILE`);
  return { action, file, json: values.json === true };
}
