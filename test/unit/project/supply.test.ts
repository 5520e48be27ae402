import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../harness/sources.ts";
import { npmLock, weaknessesIn } from "../../supply/audit.ts";
import { readLock } from "../../supply/lock.ts";
import { billOfMaterials } from "../../supply/sbom.ts";

const text = readFileSync(join(ROOT, "bun.lock"), "utf8");
const packages = readLock(text);
const bill = billOfMaterials(ROOT);

describe("the bill of materials", () => {
  it("has every package of the lock file, once, with its content's hash", () => {
    // Counted by the file's own lines, so that a package that is not understood is missed.
    const lines = text.slice(text.indexOf('"packages": {')).match(/^ {4}"[^"]+": \[/gm) ?? [];
    expect(bill.components).toHaveLength(lines.length);
    expect(new Set(bill.components.map((row) => row["bom-ref"])).size).toBe(lines.length);
    for (const { name, version, hashes } of bill.components) {
      if (version.startsWith("file:")) continue;
      expect([name, version]).toEqual([expect.stringMatching(/^[@\w]/), expect.stringMatching(/^\d+\.\d+\.\d+/)]);
      expect([name, hashes?.[0]]).toEqual([name, { alg: "SHA-512", content: expect.stringMatching(/^[\da-f]{128}$/) }]);
    }
  });

  it("has the licence of every package that is installed", () => {
    const silent = bill.components.filter((row, i) => {
      const folder = join(ROOT, ...packages[i].path.flatMap((name) => ["node_modules", name]));
      return existsSync(join(folder, "package.json")) && !("licenses" in row) && packages[i].integrity !== null;
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("says what is deployed, and names nothing that it has not", () => {
    const scope = (name: string) => bill.components.find((row) => row.name === name)?.scope;
    expect([scope("phaser"), scope("pg-protocol"), scope("vitest")]).toEqual(["required", "required", "excluded"]);
    const refs = new Set([bill.metadata.component["bom-ref"], ...bill.components.map((row) => row["bom-ref"])]);
    for (const { ref, dependsOn } of bill.dependencies)
      for (const one of [ref, ...dependsOn]) expect(refs).toContain(one);
  });
});

describe("the audit", () => {
  it("reads what Bun and npm tell", () => {
    const row = { id: 1, title: "Prototype pollution", severity: "high" };
    const found = [{ package: "a", severity: "high", title: "Prototype pollution" }];
    expect(weaknessesIn(JSON.stringify({ a: [row] }))).toEqual(found);
    const npm = { auditReportVersion: 2, vulnerabilities: { a: { via: [row] }, b: { via: ["a"] } } };
    expect(weaknessesIn(JSON.stringify(npm))).toEqual(found);
    expect(weaknessesIn("{}")).toEqual([]);
  });

  it.each([
    "",
    "error: POST https://x/-/npm/v1/security/advisories/bulk - 405",
    '{"error":{"code":"ENOAUDIT"}}',
    "null",
  ])("knows that %j is no answer", (output) => {
    expect(weaknessesIn(output)).toBeNull();
  });

  it("gives npm every package of the lock file", () => {
    const lock = npmLock({ name: "x", version: "1.0.0" }, packages) as { packages: Record<string, object> };
    expect(Object.keys(lock.packages)).toHaveLength(1 + packages.filter(({ integrity }) => integrity !== null).length);
    expect(lock.packages["node_modules/phaser"]).toMatchObject({ version: expect.any(String) });
  });
});
