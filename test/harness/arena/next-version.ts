import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../sources.ts";

/** What the next version of the arena does differently: its rules by number and in fact, and its schema. */
const CHANGES: readonly Change[] = [
  { files: ["shared/games/arena/index.ts", "shared/arena/index.ts"], from: /version: \d+,/, to: "version: 1_000," },
  {
    files: ["shared/games/arena/data/rules.ts", "shared/arena/data/rules.ts"],
    from: /(OVERSPEED_DRAG = )\d+/,
    to: "$11",
  },
  {
    files: ["shared/games/arena/wire/state.ts", "shared/wire/arena.ts"],
    from: /(pilots: t\.uint16\(\)\.default\(0\),)/,
    to: "$1\n    season: t.uint8().default(0),",
  },
];

interface Change {
  /** The file's path in these sources, and in older ones. */
  readonly files: readonly string[];
  readonly from: RegExp;
  readonly to: string;
}

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
  for (const { files, from, to } of CHANGES) {
    const path = files.map((file) => join(folder, file)).find((file) => existsSync(file));
    if (path === undefined) throw new Error(`there is no ${files.join(", and no ")}`);
    const before = readFileSync(path, "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has no ${from}`);
    writeFileSync(path, after);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
