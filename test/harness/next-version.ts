import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./sources.ts";

/** What the next version of the arena does differently: its rules by number and in fact, and its schema. */
const CHANGES: readonly [file: string, from: RegExp, to: string][] = [
  ["shared/games/arena/index.ts", /version: \d+,/, "version: 1_000,"],
  ["shared/games/arena/data/rules.ts", /(OVERSPEED_DRAG = )\d+/, "$11"],
  [
    "shared/games/arena/wire/state.ts",
    /(pilots: t\.uint16\(\)\.default\(0\),)/,
    "$1\n    season: t.uint8().default(0),",
  ],
];

export interface NextVersion {
  /** Its root. */
  readonly folder: string;
  remove(): void;
}

/**
 * This project's sources as they might be after the next release, beside the packages that are installed.
 *
 * @param root of other sources of the project than these
 */
export function nextVersion(root = ROOT): NextVersion {
  const folder = mkdtempSync(join(tmpdir(), "orrery-next-"));
  for (const name of [
    "server",
    "client",
    "shared",
    "test/harness",
    "package.json",
    "tsconfig.json",
    "tsconfig.base.json",
  ])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [file, from, to] of CHANGES) {
    const before = readFileSync(join(folder, file), "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has no ${from}`);
    writeFileSync(join(folder, file), after);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
