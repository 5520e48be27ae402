import { join, resolve } from "node:path";
import type { GameTable } from "../../shared/games.ts";
import { DEFAULTS } from "../config.ts";
import { loadMachines } from "../game-machines.ts";
import { MachineRegistry } from "../releases/machine-registry.ts";
import { ReleaseStore } from "../releases/release-store.ts";
import { DATA } from "../storage/inventory.ts";
import { runReplay } from "./run.ts";

/**
 * The `replay` command: reads journals of the games of a table, and of the versions kept in `DATA_DIR`.
 *
 * @param call how it is called here, for its help
 * @returns the exit code, see `Result`
 */
export async function replay(argv: readonly string[], call: string, games: GameTable): Promise<number> {
  const releases = join(process.env.DATA_DIR || DEFAULTS.dataDir, DATA.releases);
  // npm runs scripts in the project's folder, so resolve paths from the caller's.
  const from = process.env.INIT_CWD ?? process.cwd();
  const machines = await loadMachines((text) => console.error(text), games);
  const registry = new MachineRegistry(machines, new ReleaseStore(releases));
  const { code, out, err } = runReplay(argv, registry, (path) => resolve(from, path), call);
  if (out !== "") console.log(out);
  if (err !== "") console.error(err);
  return code;
}
