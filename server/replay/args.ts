export interface ReplayOptions {
  readonly action: "info" | "verify";
  readonly file: string;
  readonly json: boolean;
}

export const USAGE = `usage: npm run replay -- info FILE [--json]
       npm run replay -- verify FILE [--json]

  info      what a journal holds
  verify    plays it again and compares every hash; exit 1 at the first that differs
  FILE      a segment, a room's folder of segments (data/journal/ROOM), or a finished replay (data/replays/ID.orj)
  --json    one JSON object instead of text`;

/** What was asked for on the command line cannot be done; the message names field, value and what would do. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** Throws {@link ArgumentError}. */
export function readArguments(argv: readonly string[]): ReplayOptions {
  const flags = argv.filter((arg) => arg.startsWith("-"));
  const [action, file, ...more] = argv.filter((arg) => !arg.startsWith("-"));
  for (const flag of flags)
    if (flag !== "--json") throw new ArgumentError(`unknown argument ${JSON.stringify(flag)}: known is --json`);
  if (action !== "info" && action !== "verify")
    throw new ArgumentError(
      `action: ${action === undefined ? "missing" : JSON.stringify(action)}; give info or verify`,
    );
  if (file === undefined || file === "")
    throw new ArgumentError("FILE: missing; give a segment, a room's folder or a replay");
  if (more.length > 0) throw new ArgumentError(`${JSON.stringify(more[0])} is one too many: give one FILE`);
  return { action, file, json: flags.length > 0 };
}
