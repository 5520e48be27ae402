import { spawnSync } from "node:child_process";

/**
 * Makes the disk full for one process, or lets it have space again: the system refuses what makes a file longer than a byte,
 * as it does on a disk without space, and takes the first part of the write. Needs no privileges; Linux only.
 */
export function setDiskFull(pid: number, full: boolean): void {
  // The soft limit alone, so that it can be raised again.
  const { status, error, stderr } = spawnSync("prlimit", ["--pid", `${pid}`, `--fsize=${full ? 1 : "unlimited"}:`]);
  if (status !== 0) throw new Error(`prlimit, of util-linux: ${error?.message ?? stderr}`);
}
