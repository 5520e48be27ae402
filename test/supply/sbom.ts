/**
 * Writes a bill of materials as CycloneDX JSON: every package of `bun.lock`, with the licence of those that are installed.
 * usage: npm run sbom > sbom.json
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../harness/sources.ts";
import { type LockedPackage, readLock } from "./lock.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

const ALGORITHMS: Readonly<Record<string, string>> = { sha512: "SHA-512", sha256: "SHA-256", sha1: "SHA-1" };

/** @param root of a project whose packages are installed */
export function billOfMaterials(root: string) {
  const text = readFileSync(join(root, "bun.lock"), "utf8");
  const own = manifestIn(root) as Manifest;
  const packages = readLock(text);
  const ownRef = `pkg:npm/${own.name}@${own.version}`;
  const refs = new Map(packages.map((one) => [one.path.join("/"), refOf(one)]));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    // The same for the same lock file.
    serialNumber: `urn:uuid:${uuidOf(text)}`,
    version: 1,
    metadata: { component: { ...componentOf(own, ownRef), type: "application" } },
    components: packages.map((one) => ({
      ...componentOf({ ...manifestOf(root, one), name: one.name, version: one.version }, refOf(one)),
      scope: one.deployed ? "required" : "excluded",
      ...(one.integrity !== null && { hashes: [hashOf(one.integrity)] }),
    })),
    dependencies: [
      { ref: ownRef, dependsOn: packages.filter(({ path }) => path.length === 1).map(refOf) },
      ...packages.map((one) => ({ ref: refOf(one), dependsOn: one.uses.flatMap((key) => refs.get(key) ?? []) })),
    ],
  };
}

/** Where a package lies is part of it, as one version may lie in several places, also under another name. */
function refOf({ name, version, path }: LockedPackage): string {
  const purl = purlOf(name, version);
  if (path.at(-1) !== name) return `${purl}#${path.join("/")}`;
  return path.length === 1 ? purl : `${purl}#${path.slice(0, -1).join("/")}`;
}

function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function componentOf({ name, version, license }: Manifest, ref: string) {
  const terms = licenceOf(license);
  return {
    ...{ type: "library", "bom-ref": ref, name, version, purl: purlOf(name, version) },
    ...(terms !== null && { licenses: [terms] }),
  };
}

function licenceOf(license: unknown): object | null {
  if (typeof license === "object" && license !== null) return licenceOf((license as { type?: unknown }).type);
  if (typeof license !== "string" || license === "") return null;
  if (/^[\w.+-]+$/.test(license)) return { license: { id: license } };
  return / (OR|AND|WITH) /.test(license) && /^[\w.+() -]+$/.test(license)
    ? { expression: license }
    : { license: { name: license } };
}

/** null: it is not installed here, as what is for another system. */
function manifestOf(root: string, { path }: LockedPackage): Manifest | null {
  return manifestIn(join(root, ...path.flatMap((name) => ["node_modules", name])));
}

function manifestIn(folder: string): Manifest | null {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    return manifest.license === undefined ? { ...manifest, license: titleOfLicence(folder) } : manifest;
  } catch {
    return null;
  }
}

/** The first line of a package's licence, where its manifest names none. */
function titleOfLicence(folder: string): string {
  try {
    return readFileSync(join(folder, "LICENSE"), "utf8").split("\n", 1)[0]?.trim() ?? "";
  } catch {
    return "";
  }
}

function hashOf(integrity: string): { alg: string; content: string } {
  const [, algorithm = "", digest = ""] = /^(sha\d+)-(\S+)/.exec(integrity) ?? [];
  return { alg: ALGORITHMS[algorithm] ?? algorithm, content: Buffer.from(digest, "base64").toString("hex") };
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

if (import.meta.main) console.log(JSON.stringify(billOfMaterials(ROOT), null, 2));
