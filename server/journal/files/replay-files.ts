import { decodeUtf8, encodeUtf8 } from "../../../shared/codec/text.ts";
import { overFairShare } from "../../storage/fair-share.ts";
import { TEMP_SUFFIX } from "../../storage/inventory.ts";
import type { JournalSettings, ReplayInfo } from "../port.ts";
import type { FileSystem } from "./file-system.ts";
import { isReplayId, type JournalPaths } from "./journal-paths.ts";
import { sortByAge } from "./segment-files.ts";

const REPLAY = ".orj";
const PLAYERS = ".json";
/** Maximum size of a list of players. */
const MAX_PLAYERS_BYTES = 0x4000;
/** Size of one write. */
const CHUNK_BYTES = 0x4_0000;

/** Stores finished rounds as files, each with a list of its players. */
export class ReplayFiles {
  readonly #files: FileSystem;
  readonly #layout: JournalPaths;
  /** A cache, by replay id. */
  readonly #players = new Map<string, readonly string[] | null>();

  constructor(files: FileSystem, layout: JournalPaths) {
    this.#files = files;
    this.#layout = layout;
  }

  /** Oldest first. */
  list(): ReplayInfo[] {
    const found = sortByAge(this.#files.list(this.#layout.replays)).flatMap(({ name, bytes, modifiedMs }) => {
      const id = name.endsWith(REPLAY) ? name.slice(0, -REPLAY.length) : "";
      return isReplayId(id) ? [{ id, bytes, packedAtMs: modifiedMs, players: this.#playersOf(id) }] : [];
    });
    if (this.#players.size > found.length) {
      const ids = new Set(found.map(({ id }) => id));
      for (const id of this.#players.keys()) if (!ids.has(id)) this.#players.delete(id);
    }
    return found;
  }

  /** Writes the players of a round, before its replay. */
  writePlayers(id: string, players: readonly string[]): void {
    this.#files.replace(this.#layout.players(id), encodeUtf8(JSON.stringify({ players })));
    this.#players.set(id, players);
  }

  /** Writes a replay in chunks. @param modifiedMs default: now */
  *write(id: string, bytes: Uint8Array, modifiedMs?: number): Generator<void, void> {
    const path = this.#layout.replay(id);
    // The draft's name differs from a replay's, so a partial file never counts as one.
    const draft = `${path}${TEMP_SUFFIX}`;
    this.#files.remove(draft);
    const file = this.#files.create(draft);
    try {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        file.write(bytes.subarray(at, at + CHUNK_BYTES));
        yield;
      }
    } finally {
      file.close();
    }
    this.#files.move(draft, path, modifiedMs);
  }

  /** Deletes replays beyond the limits. */
  trim({ replays, replayBytes }: Pick<JournalSettings, "replays" | "replayBytes">): void {
    const all = this.list();
    for (const { id } of overFairShare(all, replays, replayBytes)) this.remove(id);
    this.#removeStray();
  }

  remove(id: string): void {
    this.#files.remove(this.#layout.replay(id));
    this.#files.remove(this.#layout.players(id));
    this.#players.delete(id);
  }

  /** Removes lists of players whose replay was deleted by hand or never made. */
  #removeStray(): void {
    const names = new Set(this.#files.list(this.#layout.replays).map(({ name }) => name));
    for (const name of names) {
      const id = name.endsWith(PLAYERS) ? name.slice(0, -PLAYERS.length) : "";
      if (isReplayId(id) && !names.has(`${id}${REPLAY}`) && !names.has(`${id}${REPLAY}${TEMP_SUFFIX}`)) this.remove(id);
    }
  }

  #playersOf(id: string): readonly string[] | null {
    const known = this.#players.get(id);
    if (known !== undefined) return known;
    const players = this.#readPlayers(id);
    this.#players.set(id, players);
    return players;
  }

  #readPlayers(id: string): readonly string[] | null {
    const path = this.#layout.players(id);
    if (this.#files.stamp(path) === null) return null;
    try {
      const { players } = JSON.parse(decodeUtf8(this.#files.read(path, MAX_PLAYERS_BYTES))) as { players?: unknown };
      return Array.isArray(players) && players.every((key) => typeof key === "string") ? players : null;
    } catch {
      // Then its players are unknown.
      return null;
    }
  }
}
