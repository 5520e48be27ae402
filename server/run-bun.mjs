// Finds the Bun that this package pins, and runs scripts on it. Works under Node >= 20, and under Bun.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A file below this size is the stub that npm leaves where it may not run install scripts. */
const LEAST_BUN_BYTES = 1_000_000;

/**
 * Path of the Bun in the folder of its npm package; fetches it where only its stub is installed.
 * Null: there is none, and this does not run under Bun.
 */
export function findBun(folder) {
  const pinned = join(folder, "bin", "bun.exe");
  const isWhole = () => existsSync(pinned) && statSync(pinned).size >= LEAST_BUN_BYTES;
  if (isWhole()) return pinned;
  if (process.versions.bun) return process.execPath;
  if (existsSync(join(folder, "install.js")))
    spawnSync(process.execPath, ["install.js"], { cwd: folder, stdio: ["ignore", 2, 2] });
  return isWhole() ? pinned : null;
}

/**
 * Runs Bun, passes on the signals that ask this process to end, and ends this process as Bun ends.
 *
 * @param programs folder of programs that the script finds before all others
 */
export function runBun(bun, argv, programs) {
  const PATH = [dirname(bun), programs, process.env.PATH].join(delimiter);
  const child = spawn(bun, argv, { stdio: "inherit", env: { ...process.env, PATH } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
}
