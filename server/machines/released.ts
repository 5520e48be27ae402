import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JournalError } from "../../shared/journal/index.ts";
import type { Machine } from "../../shared/machine.ts";

/** A machine of any game. */
export type AnyMachine = Machine<unknown, unknown, unknown, unknown>;

/** One version of a machine as it was released: a row of the manifest. */
export interface Release {
  readonly id: string;
  readonly version: number;
  /** Name of the bundle in the folder of releases. */
  readonly file: string;
  /** SHA-256 of the bundle, hex. */
  readonly hash: string;
}

/** The releases of this project's machines. */
export const RELEASES = join(import.meta.dirname, "releases");
export const MANIFEST = "manifest.json";

const require = createRequire(import.meta.url);

/** Those of a folder, in the order of ids and versions; none if there is no manifest. */
export function readReleases(folder: string): readonly Release[] {
  const path = join(folder, MANIFEST);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
}

/** Throws {@link JournalError} when the bundle is missing, is not the one that was released, or holds no such machine. */
export function loadRelease({ id, version, file, hash }: Release, folder: string): AnyMachine {
  const name = `${id} version ${version}`;
  const path = join(folder, file);
  if (!existsSync(path)) throw new JournalError("machine", `${name}: its bundle ${file} is missing`);
  const found = contentHash(readFileSync(path));
  if (found !== hash)
    throw new JournalError("machine", `${name}: ${file} is not what was released: its hash is ${found}, not ${hash}`);
  const exported: Record<string, unknown> = require(path);
  const machine = Object.values(exported).find(
    (value) => isMachine(value) && value.id === id && value.version === version,
  );
  if (machine === undefined) throw new JournalError("machine", `${name}: ${file} does not export it`);
  return machine as AnyMachine;
}

export function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function isMachine(value: unknown): value is AnyMachine {
  return typeof value === "object" && value !== null && "step" in value && "codecs" in value;
}
