/**
 * Asks the registry for known weaknesses of every package of `bun.lock`: by Bun, and where that gets no answer, by npm with
 * a lock file made of it. Exit 1: there are some; 2: the registry tells of none, so nothing is known.
 * usage: npm run audit
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../harness/sources.ts";
import { type LockedPackage, readLock } from "./lock.ts";

export interface Weakness {
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** Of what an auditor wrote; null: it did not get an answer. */
export function weaknessesIn(output: string): readonly Weakness[] | null {
  let told: unknown;
  try {
    told = JSON.parse(output);
  } catch {
    return null;
  }
  if (typeof told !== "object" || told === null || "error" in told) return null;
  // npm has them below a name of their own, with what they come by.
  const byPackage = "vulnerabilities" in told ? (told.vulnerabilities as object) : told;
  if ("auditReportVersion" in told === false && "vulnerabilities" in told) return null;
  return Object.entries(byPackage).flatMap(([name, found]) => {
    const rows: readonly unknown[] = Array.isArray(found) ? found : ((found as { via?: unknown[] }).via ?? []);
    return rows.flatMap((row) => {
      // A name says that another package's weakness reaches this one.
      if (typeof row !== "object" || row === null) return [];
      const { severity = "unknown", title = "" } = row as Partial<Weakness>;
      return [{ package: name, severity, title }];
    });
  });
}

/** As npm keeps it. */
export function npmLock(own: { name: string; version: string }, packages: readonly LockedPackage[]): object {
  const registered = packages.filter(({ integrity }) => integrity !== null);
  const rows = registered.map(({ path, version, integrity, deployed }) => [
    path.map((name) => `node_modules/${name}`).join("/"),
    { version, integrity, ...(!deployed && { dev: true }) },
  ]);
  const direct = registered.filter(({ path }) => path.length === 1).map(({ name, version }) => [name, version]);
  const root = { ...own, dependencies: Object.fromEntries(direct) };
  return { ...own, lockfileVersion: 3, requires: true, packages: { "": root, ...Object.fromEntries(rows) } };
}

function run(command: readonly string[], cwd: string): string {
  try {
    const { stdout, stderr } = Bun.spawnSync([...command], { cwd });
    return stdout.toString() || stderr.toString();
  } catch (error) {
    return String(error);
  }
}

function byNpm(): string {
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { name: string; version: string };
  const lock = npmLock(
    { name: own.name, version: own.version },
    readLock(readFileSync(join(ROOT, "bun.lock"), "utf8")),
  );
  const folder = mkdtempSync(join(tmpdir(), "orrery-audit-"));
  try {
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify((lock as { packages: Record<string, object> }).packages[""]),
    );
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
    return run(["npm", "audit", "--package-lock-only", "--json"], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const answers = [() => run([process.execPath, "audit", "--json"], ROOT), byNpm];
  const said: string[] = [];
  for (const answer of answers) {
    const output = answer();
    const found = weaknessesIn(output);
    if (found === null) {
      said.push(
        output
          .trim()
          .split("\n")
          .filter((line) => line !== "")
          .slice(0, 3)
          .join(" "),
      );
      continue;
    }
    for (const { package: name, severity, title } of found) console.log(`${severity}\t${name}\t${title}`);
    console.log(`${found.length} known weaknesses`);
    process.exit(found.length === 0 ? 0 : 1);
  }
  console.error(
    `audit: the registry tells of no weaknesses, so nothing is known. Bun and npm were told:\n${said.join("\n")}`,
  );
  console.error("Set npm_config_registry to one that has advisories, such as https://registry.npmjs.org/.");
  process.exit(2);
}
