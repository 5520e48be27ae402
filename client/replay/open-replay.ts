import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import type { LiveList } from "../../shared/wire/live.ts";
import type { RoundInfo } from "../../shared/wire/rounds.ts";
import { serverUrl } from "../net/server-address.ts";
import { requestWithTimeout, withTimeout } from "../net/timeouts.ts";
import { LiveMatch } from "./live-match.ts";
import { PlayerNameCache } from "./player-name-cache.ts";
import { openRecording, type Playable, type Recording } from "./recording.ts";
import { ReplayError, toReplayError } from "./replay-error.ts";
import { runInSlices } from "./run-in-slices.ts";

const NO_ANSWER = "The server does not answer. Check your connection and try again.";

/** Finished rounds of a game, newest first, and those whose game is not known yet. Rejects with {@link ReplayError}. */
export async function fetchRounds(game: string): Promise<readonly RoundInfo[]> {
  const response = await ask("/rounds");
  if (!response.ok)
    throw new ReplayError(`The list of rounds is not available right now (${response.status}). Try again.`);
  try {
    const rounds = (await response.json()) as readonly RoundInfo[];
    return rounds.filter((round) => round.game === game || round.game === null);
  } catch {
    throw new ReplayError(NO_ANSWER);
  }
}

/** A recording that can be played. */
export interface OpenedRecording<World, Command, Event, Config> {
  readonly film: Recording<World, Command, Event, Config>;
  /** The running match; null: it is a finished recording. */
  readonly live: LiveMatch<World, Command, Event, Config> | null;
  /** A player's name by the id in the recording; "": unknown. */
  nameOf(player: number): string;
}

/**
 * Fetches and opens a round's replay, without blocking the page. Rejects with {@link ReplayError}.
 *
 * @param show makes the player of the recording; may throw as `Playback` does
 * @param onProgress called with the number of bytes received so far
 * @param signal cancels it
 */
export async function openReplay<World, Command, Event, Config, Player>(
  playable: Playable<World, Command, Event, Config>,
  id: string,
  show: (opened: OpenedRecording<World, Command, Event, Config>) => Player,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Player> {
  const path = `/rounds/${encodeURIComponent(id)}`;
  const names = new PlayerNameCache(path);
  const namesLoaded = names.refresh();
  const response = await ask(path, signal);
  if (response.status === 404)
    throw new ReplayError(
      "There is no replay of this round. The link may be wrong, or the replay was deleted because of its age.",
    );
  if (!response.ok || response.body === null)
    throw new ReplayError(`This replay is not available right now (${response.status}). Try again.`);
  const bytes = await collect(response.body, onProgress);
  try {
    const film = await runInSlices(openRecording(playable, bytes));
    await namesLoaded;
    return show({ film, live: null, nameOf: (player) => names.nameOf(player) });
  } catch (error) {
    throw toReplayError(error);
  }
}

/** Running matches of a game that can be watched. Rejects with {@link ReplayError}. */
export async function fetchMatches(isWanted: (game: string) => boolean): Promise<LiveList> {
  const response = await ask("/live");
  try {
    if (response.ok) {
      const { delayS, matches } = (await response.json()) as LiveList;
      return { delayS, matches: matches.filter(({ game }) => isWanted(game)) };
    }
  } catch {}
  throw new ReplayError(NO_ANSWER);
}

/**
 * Opens a running match to watch. Rejects with {@link ReplayError}.
 *
 * @param show makes the player of the recording; may throw as `Playback` does
 * @param onProgress called with what it waits for, in words for a player
 * @param signal cancels it
 */
export async function openLive<World, Command, Event, Config, Player>(
  { machine }: Pick<Playable<World, Command, Event, Config>, "machine">,
  room: string,
  show: (opened: OpenedRecording<World, Command, Event, Config>) => Player,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Player> {
  const live = new LiveMatch(machine, room);
  signal.addEventListener("abort", () => live.close());
  if (signal.aborted) live.close();
  try {
    await live.open(onProgress);
    const names = new PlayerNameCache(live.path);
    await names.refresh();
    return show({ film: live.film, live, nameOf: (player) => names.nameOf(player) });
  } catch (error) {
    live.close();
    throw toReplayError(error);
  }
}

async function ask(path: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await requestWithTimeout((limit) => fetch(serverUrl(path), { signal: limit }), signal);
  } catch {
    throw new ReplayError(NO_ANSWER);
  }
}

async function collect(body: ReadableStream<Uint8Array>, progress: (bytes: number) => void): Promise<Uint8Array> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await withTimeout(reader.read()).catch(() => {
      void reader.cancel().catch(() => {});
      throw new ReplayError(NO_ANSWER);
    });
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > JOURNAL_LIMITS.segmentBytes) {
      void reader.cancel();
      throw new ReplayError("This replay is too large to watch here.");
    }
    progress(length);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
