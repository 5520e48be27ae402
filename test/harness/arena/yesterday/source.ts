import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../sources.ts";

/** The commit whose data, pages and clients this version must go on with. */
export const YESTERDAY = "5bbe6bacc3a21eff767ba5504c416675ee350a79";

export interface OldSource {
  /** Its root. */
  readonly folder: string;
  remove(): void;
}

function git(...args: string[]) {
  return Bun.spawnSync(["git", "-C", ROOT, ...args], { stdout: "pipe", stderr: "pipe" });
}

/**
 * Why that commit cannot be had here, as in a source archive or a shallow clone; null: it can. Throws on a build server,
 * which has to test it.
 */
export function whyNoYesterday(): string | null {
  let problem: string | null = null;
  try {
    const { exitCode, stderr } = git("cat-file", "-e", `${YESTERDAY}^{commit}`);
    if (exitCode !== 0) problem = stderr.toString().trim() || `git has no commit ${YESTERDAY}`;
  } catch (error) {
    problem = `git cannot be run: ${error instanceof Error ? error.message : error}`;
  }
  if (problem === null) return null;
  const text = `no upgrade is tested from the commit ${YESTERDAY.slice(0, 7)}, because its source is not here: ${problem}`;
  if (process.env.CI) throw new Error(`${text}. Fetch the whole history: git fetch --unshallow`);
  console.error(`\n!!! ${text}\n`);
  return text;
}

/** The sources of {@link YESTERDAY}, beside the packages that are installed here. */
export function oldSource(): OldSource {
  const folder = mkdtempSync(join(tmpdir(), "orrery-yesterday-"));
  const archive = git("archive", YESTERDAY);
  if (archive.exitCode !== 0) throw new Error(`git archive: ${archive.stderr}`);
  const unpacked = Bun.spawnSync(["tar", "-x", "-C", folder], { stdin: archive.stdout, stderr: "pipe" });
  if (unpacked.exitCode !== 0) throw new Error(`tar: ${unpacked.stderr}`);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
