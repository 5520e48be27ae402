import { JOURNAL_LIMITS } from "../../shared/journal/index.ts";
import type { LiveList } from "../../shared/wire/live.ts";
import type { RoundInfo } from "../../shared/wire/rounds.ts";
import { inTime, within } from "../patience.ts";
import { onServer } from "../server-address.ts";
import { openFilm } from "./film.ts";
import { Live } from "./live.ts";
import { ShownNames } from "./names.ts";
import { problemOf, ReplayProblem } from "./problem.ts";
import { inSlices } from "./slices.ts";
import { ReplaySource } from "./source.ts";

const NO_ANSWER = "The server does not answer. Check your connection, and try again.";

/** Finished rounds, newest first. Rejects with {@link ReplayProblem}. */
export async function fetchRounds(): Promise<readonly RoundInfo[]> {
  const response = await ask("/rounds");
  if (!response.ok)
    throw new ReplayProblem(`The list of rounds is not available right now (${response.status}). Try again.`);
  try {
    return await response.json();
  } catch {
    throw new ReplayProblem(NO_ANSWER);
  }
}

/**
 * Fetches and opens a round's replay, without blocking the page. Rejects with {@link ReplayProblem}.
 *
 * @param progress called with the number of bytes received so far
 * @param signal cancels it
 */
export async function openReplay(
  id: string,
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<ReplaySource> {
  const path = `/rounds/${encodeURIComponent(id)}`;
  const names = new ShownNames(path);
  const namesLoaded = names.ask();
  const response = await ask(path, signal);
  if (response.status === 404)
    throw new ReplayProblem(
      "There is no replay of this round. The link may be wrong, or the replay was deleted because of its age.",
    );
  if (!response.ok || response.body === null)
    throw new ReplayProblem(`This replay is not available right now (${response.status}). Try again.`);
  const bytes = await collect(response.body, progress);
  try {
    const film = await inSlices(openFilm(bytes));
    await namesLoaded;
    return new ReplaySource(
      film,
      () => performance.now(),
      null,
      (pilot) => names.nameOf(pilot),
    );
  } catch (error) {
    throw problemOf(error);
  }
}

/** Running matches that can be watched. Rejects with {@link ReplayProblem}. */
export async function fetchMatches(): Promise<LiveList> {
  const response = await ask("/live");
  try {
    if (response.ok) return await response.json();
  } catch {}
  throw new ReplayProblem(NO_ANSWER);
}

/**
 * Opens a running match to watch. Rejects with {@link ReplayProblem}.
 *
 * @param tell called with what it waits for, in words for a player
 * @param signal cancels it
 */
export async function openLive(room: string, tell: (text: string) => void, signal: AbortSignal): Promise<ReplaySource> {
  const live = new Live(room);
  signal.addEventListener("abort", () => live.close());
  if (signal.aborted) live.close();
  try {
    await live.open(tell);
    const names = new ShownNames(live.path);
    await names.ask();
    const source = new ReplaySource(
      live.film,
      () => performance.now(),
      live,
      (pilot) => names.nameOf(pilot),
    );
    source.toLive();
    return source;
  } catch (error) {
    live.close();
    throw problemOf(error);
  }
}

async function ask(path: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await inTime((limit) => fetch(onServer(path), { signal: limit }), signal);
  } catch {
    throw new ReplayProblem(NO_ANSWER);
  }
}

async function collect(body: ReadableStream<Uint8Array>, progress: (bytes: number) => void): Promise<Uint8Array> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await within(reader.read()).catch(() => {
      void reader.cancel().catch(() => {});
      throw new ReplayProblem(NO_ANSWER);
    });
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > JOURNAL_LIMITS.segmentBytes) {
      void reader.cancel();
      throw new ReplayProblem("This replay is too large to watch here.");
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
