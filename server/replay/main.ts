import { join, resolve } from "node:path";
import { DEFAULTS } from "../config.ts";
import { loadMachines } from "../game-machines.ts";
import { MachineRegistry } from "../releases/machine-registry.ts";
import { ReleaseStore } from "../releases/release-store.ts";
import { DATA } from "../storage/inventory.ts";
import { runReplay } from "./run.ts";

const releases = join(process.env.DATA_DIR || DEFAULTS.dataDir, DATA.releases);
// npm runs scripts in the project's folder, so resolve paths from the caller's.
const from = process.env.INIT_CWD ?? process.cwd();
const machines = new MachineRegistry(await loadMachines((text) => console.error(text)), new ReleaseStore(releases));
const { code, out, err } = runReplay(process.argv.slice(2), machines, (path) => resolve(from, path));
if (out !== "") console.log(out);
if (err !== "") console.error(err);
process.exitCode = code;
