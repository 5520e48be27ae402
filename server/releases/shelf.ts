import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JournalError } from "../../shared/journal/index.ts";
import type { AnyRoom } from "../clockwork/definition.ts";
import {
  contentHash,
  MANIFEST,
  RELEASE_FORMAT,
  RELEASE_ID,
  type Release,
  type ReleasedScript,
  type ReleaseFile,
  releaseId,
  SCRIPT,
} from "./release.ts";

const require = createRequire(import.meta.url);

/** Those of a folder, by room and version; what is no release is passed over. */
export function readReleases(folder: string): Release[] {
  if (!existsSync(folder)) return [];
  const releases = readdirSync(folder).map((id) => readRelease(folder, id));
  return releases
    .filter((release) => release !== null)
    .sort((a, b) => (a.room < b.room ? -1 : a.room > b.room ? 1 : a.version - b.version));
}

/** null: there is none of that id, or what is there cannot be read. */
export function readRelease(folder: string, id: string): Release | null {
  if (!RELEASE_ID.test(id)) return null;
  try {
    const release = JSON.parse(readFileSync(join(folder, id, MANIFEST), "utf8")) as Release;
    return release.id === id && Array.isArray(release.files) ? release : null;
  } catch {
    return null;
  }
}

/** The versions of room types that are kept in a folder. */
export class Shelf {
  readonly folder: string;
  readonly #scripts = new Map<string, ReleasedScript>();

  constructor(folder: string) {
    this.folder = folder;
  }

  list(): readonly Release[] {
    return readReleases(this.folder);
  }

  get(id: string): Release | null {
    return readRelease(this.folder, id);
  }

  find(room: string, version: number): Release | null {
    return this.get(releaseId(room, version));
  }

  /** That of a machine's version, whatever room type it is of. */
  ofMachine(id: string, version: number): Release | null {
    return this.list().find((row) => row.machine === id && row.version === version) ?? null;
  }

  /** Its room type. Throws {@link JournalError} as {@link script} does. */
  open(release: Release, seatHoldS: number): AnyRoom {
    const room = this.script(release).define(seatHoldS);
    const { machine } = room;
    if (machine.id !== release.machine || machine.version !== release.version || room.wire !== release.wire)
      throw new JournalError("machine", `${release.id}: ${SCRIPT} holds ${machine.id} version ${machine.version}`);
    return room;
  }

  /** Throws {@link JournalError} when it is not what was kept, or is of another format than this server's. */
  script(release: Release): ReleasedScript {
    const name = `${release.room} version ${release.version}`;
    if (release.format !== RELEASE_FORMAT)
      throw new JournalError(
        "machine",
        `${name} was kept in the format ${release.format}, and this server runs ${RELEASE_FORMAT}`,
      );
    let script = this.#scripts.get(release.id);
    if (script === undefined) {
      const file = release.files.find(({ path }) => path === SCRIPT);
      if (file === undefined) throw new JournalError("machine", `${name}: it has no ${SCRIPT}`);
      this.read(release.id, file);
      script = require(join(this.folder, release.id, SCRIPT)) as ReleasedScript;
      this.#scripts.set(release.id, script);
    }
    return script;
  }

  /** As {@link read}, off this thread. */
  async load(id: string, { path, hash }: ReleaseFile): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await Bun.file(join(this.folder, id, path))
      .bytes()
      .catch(() => null);
    if (bytes === null) throw new JournalError("machine", `${id}: ${path} is missing`);
    const found = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    if (found !== hash) throw new JournalError("machine", `${id}: ${path} is not what was kept: its hash is ${found}`);
    return bytes;
  }

  /** Throws {@link JournalError} when it is gone, or not what was kept. */
  read(id: string, { path, hash }: ReleaseFile): Uint8Array<ArrayBuffer> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(readFileSync(join(this.folder, id, path)));
    } catch {
      throw new JournalError("machine", `${id}: ${path} is missing`);
    }
    const found = contentHash(bytes);
    if (found === hash) return bytes;
    throw new JournalError("machine", `${id}: ${path} is not what was kept: its hash is ${found}, not ${hash}`);
  }
}
