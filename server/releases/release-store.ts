import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JournalError } from "../../shared/journal/index.ts";
import type { AnyRoomDefinition } from "../runtime/room-definition.ts";
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
  scriptOf,
} from "./release.ts";

const require = createRequire(import.meta.url);

/** The releases in a folder, sorted by room and version; skips anything else. */
export function readReleases(folder: string): Release[] {
  if (!existsSync(folder)) return [];
  const releases = readdirSync(folder).map((id) => readRelease(folder, id));
  return releases
    .filter((release) => release !== null)
    .sort((a, b) => (a.room < b.room ? -1 : a.room > b.room ? 1 : a.version - b.version));
}

/** Reads a release; null: there is none of that id, or it is unreadable. */
export function readRelease(folder: string, id: string): Release | null {
  if (!RELEASE_ID.test(id)) return null;
  try {
    const release = JSON.parse(readFileSync(join(folder, id, MANIFEST), "utf8")) as Release;
    return release.id === id && Array.isArray(release.files) ? release : null;
  } catch {
    return null;
  }
}

/** The releases kept in a folder. */
export class ReleaseStore {
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

  /** The release of a machine's version, of any room type. */
  findByMachine(id: string, version: number): Release | null {
    return this.list().find((row) => row.machine === id && row.version === version) ?? null;
  }

  /** Loads a release's room type. Throws {@link JournalError} like {@link loadScript}. */
  loadRoom(release: Release, seatHoldS: number): AnyRoomDefinition {
    const room = this.loadScript(release).define(seatHoldS);
    const { machine } = room;
    if (machine.id !== release.machine || machine.version !== release.version || room.wire !== release.wire)
      throw new JournalError("machine", `${release.id}: ${SCRIPT} holds ${machine.id} version ${machine.version}`);
    return room;
  }

  /**
   * Loads a release's script. Throws {@link JournalError} if it was changed, or has another format than this server's.
   */
  loadScript(release: Release): ReleasedScript {
    const name = `${release.room} version ${release.version}`;
    if (release.format !== RELEASE_FORMAT)
      throw new JournalError(
        "machine",
        `${name} has the format ${release.format}, but this server runs ${RELEASE_FORMAT}`,
      );
    let script = this.#scripts.get(release.id);
    if (script === undefined) {
      const file = release.files.find(({ path }) => path === SCRIPT);
      if (file === undefined) throw new JournalError("machine", `${name}: it has no ${SCRIPT}`);
      this.read(release.id, file);
      script = scriptOf(require(join(this.folder, release.id, SCRIPT)), release.version);
      this.#scripts.set(release.id, script);
    }
    return script;
  }

  /** Like {@link read}, off this thread. */
  async load(id: string, { path, hash }: ReleaseFile): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await Bun.file(join(this.folder, id, path))
      .bytes()
      .catch(() => null);
    if (bytes === null) throw new JournalError("machine", `${id}: ${path} is missing`);
    const found = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    if (found !== hash) throw new JournalError("machine", `${id}: ${path} was changed: its hash is ${found}`);
    return bytes;
  }

  /** Reads a file of a release. Throws {@link JournalError} if it is missing or was changed. */
  read(id: string, { path, hash }: ReleaseFile): Uint8Array<ArrayBuffer> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(readFileSync(join(this.folder, id, path)));
    } catch {
      throw new JournalError("machine", `${id}: ${path} is missing`);
    }
    const found = contentHash(bytes);
    if (found === hash) return bytes;
    throw new JournalError("machine", `${id}: ${path} was changed: its hash is ${found}, not ${hash}`);
  }
}
