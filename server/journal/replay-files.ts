import { decodeUtf8, encodeUtf8 } from "../../shared/codec/text.ts";
import { beyondShare } from "../storage/fair-share.ts";
import type { Files } from "./files.ts";
import { isReplayId, type Layout } from "./layout.ts";
import type { JournalSettings, ReplayInfo } from "./port.ts";
import { byAge } from "./retention.ts";

const REPLAY = ".orj";
const PLAYERS = ".json";
/** Of a file that says who played. */
const PLAYERS_BYTES = 0x4000;

/** Finished rounds as files, and beside each who played in it. */
export class ReplayFiles {
  readonly #files: Files;
  readonly #layout: Layout;
  /** By id, of those that were looked for. */
  readonly #players = new Map<string, readonly string[] | null>();

  constructor(files: Files, layout: Layout) {
    this.#files = files;
    this.#layout = layout;
  }

  /** Oldest first. */
  list(): ReplayInfo[] {
    const found = byAge(this.#files.list(this.#layout.replays)).flatMap(({ name, bytes, modifiedMs }) => {
      const id = name.endsWith(REPLAY) ? name.slice(0, -REPLAY.length) : "";
      return isReplayId(id) ? [{ id, bytes, packedAtMs: modifiedMs, players: this.#playersOf(id) }] : [];
    });
    if (this.#players.size > found.length) {
      const ids = new Set(found.map(({ id }) => id));
      for (const id of this.#players.keys()) if (!ids.has(id)) this.#players.delete(id);
    }
    return found;
  }

  /** Notes who played in a round, before its replay is there. */
  note(id: string, players: readonly string[]): void {
    this.#files.replace(this.#layout.players(id), encodeUtf8(JSON.stringify({ players })));
    this.#players.set(id, players);
  }

  /** Gives up what is beyond what is kept. */
  trim({ replays, replayBytes }: Pick<JournalSettings, "replays" | "replayBytes">): void {
    const all = this.list();
    for (const { id } of beyondShare(all, replays, replayBytes)) this.remove(id);
    this.#removeStray();
  }

  remove(id: string): void {
    this.#files.remove(this.#layout.replay(id));
    this.#files.remove(this.#layout.players(id));
    this.#players.delete(id);
  }

  /** Of a replay that was removed by another hand, or never made, nothing stays. */
  #removeStray(): void {
    const names = new Set(this.#files.list(this.#layout.replays).map(({ name }) => name));
    for (const name of names) {
      const id = name.endsWith(PLAYERS) ? name.slice(0, -PLAYERS.length) : "";
      if (isReplayId(id) && !names.has(`${id}${REPLAY}`) && !names.has(`${id}${REPLAY}.new`)) this.remove(id);
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
      const { players } = JSON.parse(decodeUtf8(this.#files.read(path, PLAYERS_BYTES))) as { players?: unknown };
      return Array.isArray(players) && players.every((key) => typeof key === "string") ? players : null;
    } catch {
      // Then nobody is known to have played in it.
      return null;
    }
  }
}
