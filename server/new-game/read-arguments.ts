import { parseArgs } from "node:util";
import { GameRefused, PRESETS, type Preset } from "./make-game.ts";

/**
 * Reads `NAME [--preset P]`. Throws {@link GameRefused}.
 *
 * @param call how the command is called here, for its help
 */
export function readArguments(
  args: readonly string[],
  call: string,
): { readonly name: string; readonly preset: Preset } {
  const usage = `usage: ${call} NAME [--preset ${Object.keys(PRESETS).join("|")}]`;
  const { values, positionals } = parse(args, usage);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new GameRefused(usage);
  const { preset } = values;
  if (!Object.hasOwn(PRESETS, preset))
    throw new GameRefused(`--preset: ${preset} is none of ${Object.keys(PRESETS).join(", ")}`);
  return { name, preset: preset as Preset };
}

function parse(args: readonly string[], usage: string) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { preset: { type: "string", default: "action" } },
    });
  } catch (error) {
    throw new GameRefused(`${(error as Error).message}\n${usage}`);
  }
}
