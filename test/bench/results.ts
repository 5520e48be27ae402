import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { plotsOf } from "./plots.ts";
import type { Report } from "./report.ts";

const FOLDER = join(import.meta.dirname, "results");
const FILE = join(FOLDER, "results.json");

interface Kept extends Report {
  readonly machine: string;
}

/** Keeps figures and pictures of a suite beside those of the others. */
export async function keepResults(report: Report): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, Bun ${Bun.version}`;
  const rows = report.rows.map((row) => ({
    ...row,
    value: rounded(row.value),
    ...(row.ratio !== undefined && { ratio: rounded(row.ratio) }),
  }));
  const targets = report.targets.map((target) => ({ ...target, measured: rounded(target.measured) }));
  const all = { ...(await read()), [report.suite]: { ...report, rows, targets, machine } };
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
  for (const { name, svg } of plotsOf(report)) await writeFile(join(FOLDER, name), svg);
}

const rounded = (value: number) => Number(value.toPrecision(4));

async function read(): Promise<Record<string, Kept>> {
  try {
    return JSON.parse(await readFile(FILE, "utf8")) as Record<string, Kept>;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return {};
    throw error;
  }
}
