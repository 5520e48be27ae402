import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { GAMES, type GameTable, gameFile } from "../shared/games.ts";
import type { AnyMachine } from "./runtime/room-definition.ts";

const ROOT = join(import.meta.dirname, "..");
const FILE = "rules.ts";

/**
 * Loads the machines of a table of games: the default exports of `rules.ts` in their folders, machines or rules of the kit.
 * Leaves out what cannot be loaded, and warns. Never rejects.
 */
export async function loadMachines(
  warn: (text: string) => void,
  table: GameTable = GAMES,
): Promise<readonly AnyMachine[]> {
  const machines: AnyMachine[] = [];
  for (const [name, row] of Object.entries(table)) {
    const file = resolve(ROOT, gameFile(row, "server", FILE));
    if (!existsSync(file)) continue;
    try {
      const module: { readonly default?: unknown } = await import(/* @vite-ignore */ file);
      machines.push(machineIn(module.default));
    } catch (error) {
      warn(`game ${name}: its journals cannot be replayed: ${file}: ${(error as Error).message}`);
    }
  }
  return machines;
}

/** Throws a TypeError on what is neither a machine nor rules. */
function machineIn(exported: unknown): AnyMachine {
  const { machine = exported } = (exported ?? {}) as { readonly machine?: unknown };
  const { id, version, step } = (machine ?? {}) as Partial<AnyMachine>;
  if (typeof id !== "string" || typeof version !== "number" || typeof step !== "function")
    throw new TypeError("it has no default export of a machine or of rules");
  return machine as AnyMachine;
}
