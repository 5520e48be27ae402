import { JournalError, StreamReader, type StreamRecord } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import { DELAY_HEADER, type LiveRefusal } from "../../shared/wire/live.ts";
import { serverUrl } from "../net/server-address.ts";
import { requestWithTimeout, withTimeout } from "../net/timeouts.ts";
import { LiveRecording } from "./live-recording.ts";
import { ReplayError, toReplayError } from "./replay-error.ts";

/** Delay of the picture behind the stream, s: it hides network stalls, and lets the camera look ahead. */
export const LIVE_DELAY_S = 2.5;
/** If the picture is farther behind than this, it jumps, s. */
const MAX_BEHIND_S = 12;
/** Deviations from the delay that are left alone, s. */
const TOLERANCE_S = 0.35;
/** Time in which a deviation is caught up, s; and the limits of the playback rate meanwhile. */
const CATCH_UP_S = 4;
const MAX_RATE = 1.5;
const MIN_RATE = 0.92;
/** Time constant that smooths the stream's steps, s. */
const SMOOTH_S = 1.5;
/** The stream is closed if the page has drawn nothing for so long, s. */
const PAUSE_AFTER_S = 60;
/** Waits before each attempt to reopen a lost stream, ms; then the match counts as lost. */
const RETRY_MS = [300, 700, 1_500, 3_000, 5_000, 8_000, 10_000, 10_000, 10_000, 10_000] as const;

const NO_ANSWER = "The server does not answer. Check your connection and try again.";

export interface LiveMatchPort {
  /** Rejects without a response. */
  fetch(path: string, signal: AbortSignal): Promise<Response>;
  wait(ms: number): Promise<void>;
}

const BROWSER: LiveMatchPort = {
  fetch: (path, signal) => fetch(serverUrl(path), { signal }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** `waiting`: the stream was lost, and is being reopened. */
export type LiveMatchState = "live" | "waiting" | "over";

/** Follows a running match: fetches its stream, reopens it after a loss, and sets the playback rate. */
export class LiveMatch<World, Command, Event, Config> {
  /** Path of the stream. */
  readonly path: string;
  readonly #machine: Machine<World, Command, Event, Config>;
  readonly #port: LiveMatchPort;
  readonly #abort = new AbortController();
  /** Aborts reading the current stream. */
  #reading: AbortController | null = null;
  #film: LiveRecording<World, Command, Event, Config> | null = null;
  #delayS = 0;
  #state: LiveMatchState = "live";
  #reason = "";
  /** Whether playback follows the live edge. */
  #atEdge = true;
  #behindS = LIVE_DELAY_S;
  /** The tick up to which the page has scanned the recording. */
  #seen: Tick = 0;
  /** Ends the pause of a page that draws nothing. */
  #wake: (() => void) | null = null;

  constructor(machine: Machine<World, Command, Event, Config>, roomId: string, port: LiveMatchPort = BROWSER) {
    this.#machine = machine;
    this.path = `/live/${encodeURIComponent(roomId)}`;
    this.#port = port;
  }

  get film(): LiveRecording<World, Command, Event, Config> {
    if (this.#film === null) throw new Error("the stream has not begun");
    return this.#film;
  }

  get state(): LiveMatchState {
    return this.#state;
  }

  /** Why it is over, in words for a player. */
  get reason(): string {
    return this.#reason;
  }

  get atEdge(): boolean {
    return this.#atEdge;
  }

  set atEdge(at: boolean) {
    this.#atEdge = at;
    this.#behindS = LIVE_DELAY_S;
  }

  /** The tick shown when following the live edge. */
  get edge(): Tick {
    const { firstTick, lastTick, isGrowing } = this.film;
    return Math.max(firstTick, isGrowing ? lastTick - Math.round(LIVE_DELAY_S * this.#machine.tickHz) : lastTick);
  }

  /** Age of the picture of a tick, s, smoothed. */
  ageS(tick: Tick): number {
    if (this.#atEdge) return this.#delayS + (Math.abs(this.#behindS - LIVE_DELAY_S) < 1 ? LIVE_DELAY_S : this.#behindS);
    return this.#delayS + (this.film.lastTick - tick) / this.#machine.tickHz;
  }

  /**
   * Playback rate that keeps the delay; null: jump to the edge, as it is too far away.
   *
   * @param seen the tick up to which the page has scanned the recording
   */
  rate(tick: number, seen: Tick, passedS: number): number | null {
    this.#seen = seen;
    this.#wake?.();
    const { lastTick, isGrowing } = this.film;
    if (!isGrowing) return 1;
    const behindS = (lastTick - tick) / this.#machine.tickHz;
    if (behindS > MAX_BEHIND_S) return null;
    this.#behindS += (behindS - this.#behindS) * (1 - Math.exp(-passedS / SMOOTH_S));
    const offS = this.#behindS - LIVE_DELAY_S;
    if (Math.abs(offS) < TOLERANCE_S) return 1;
    return Math.max(MIN_RATE, Math.min(MAX_RATE, 1 + offS / CATCH_UP_S));
  }

  /**
   * Resolves when there is something to show. Rejects with {@link ReplayError} if the match cannot be watched.
   *
   * @param onProgress called with what it waits for, in words for a player
   */
  async open(onProgress: (text: string) => void): Promise<void> {
    for (;;) {
      const response = await this.#ask();
      if (response.ok && response.body !== null) return this.#startReading(response);
      const refusal = await refusalIn(response);
      if (refusal?.why !== "tooYoung") throw new ReplayError(wordsFor(response, refusal));
      await this.#countDown(refusal.retryInS ?? 1, onProgress);
    }
  }

  close(): void {
    this.#abort.abort();
    this.#reading?.abort();
    this.#wake?.();
  }

  #startReading(response: Response): Promise<void> {
    return new Promise((resolve, reject) => {
      let begun = false;
      const read = this.#read(response, () => {
        begun = true;
        resolve();
      });
      read.then(
        () => (begun ? void this.#reopen() : reject(new ReplayError(NO_ANSWER))),
        (error: ReplayError) => (begun ? this.#end(error.message) : reject(error)),
      );
    });
  }

  async #countDown(seconds: number, tell: (text: string) => void): Promise<void> {
    for (let left = seconds; left > 0 && !this.#abort.signal.aborted; left--) {
      tell(`This match has just begun. You can watch it in ${left} s…`);
      await this.#port.wait(1_000);
    }
    if (this.#abort.signal.aborted) throw new ReplayError("");
  }

  async #ask(): Promise<Response> {
    try {
      return await requestWithTimeout((limit) => this.#port.fetch(this.path, limit), this.#abort.signal);
    } catch {
      throw new ReplayError(NO_ANSWER);
    }
  }

  /** Reads until the stream ends or is lost. Rejects with {@link ReplayError} if its records cannot be played. */
  async #read(response: Response, begun: () => void): Promise<void> {
    this.#delayS = Number(response.headers.get(DELAY_HEADER) ?? 0);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const reading = new AbortController();
    this.#reading = reading;
    reading.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    const records = new StreamReader();
    try {
      for (;;) {
        const { done, value } = await withTimeout(reader.read()).catch(() => ({ done: true, value: undefined }));
        if (done || value === undefined || reading.signal.aborted) {
          // After a timeout the stream is still open.
          reading.abort();
          return;
        }
        records.push(value);
        for (let record = records.next(); record !== null; record = records.next()) this.#onRecord(record);
        this.#state = "live";
        if (this.#film !== null && this.#film.lastTick > this.#film.firstTick) begun();
        if (this.#isUnwatched()) reading.abort();
      }
    } catch (error) {
      reading.abort();
      throw toReplayError(error);
    }
  }

  #onRecord(record: StreamRecord): void {
    if (this.#film !== null) this.#film.onRecord(record);
    else if (record.type !== "header") throw new JournalError("order", "it starts without a header");
    else {
      this.#film = new LiveRecording(this.#machine, record);
      this.#seen = record.tick;
    }
  }

  #isUnwatched(): boolean {
    return this.#film !== null && this.#film.lastTick - this.#seen > PAUSE_AFTER_S * this.#machine.tickHz;
  }

  /** Reopens a stream that ended before its match. */
  async #reopen(): Promise<void> {
    for (let tries = 0; ; ) {
      if (this.#abort.signal.aborted) return;
      if (!this.film.isGrowing) return this.#end("The match is over: everyone has left.");
      if (this.#isUnwatched()) await this.#pause();
      else this.#state = "waiting";
      if (tries === RETRY_MS.length) return this.#end("The connection was lost and could not be restored.");
      await this.#port.wait(RETRY_MS[tries++]);
      const reached = this.film.lastTick;
      try {
        const response = await this.#ask();
        if (response.ok && response.body !== null) await this.#read(response, () => {});
        else if (response.status === 404 || response.status === 403) return this.#end("The match is over.");
        else await response.body?.cancel();
      } catch (error) {
        if (!(error instanceof ReplayError)) throw error;
        if (error.cause !== undefined) return this.#end(error.message);
      }
      if (this.film.lastTick > reached) tries = 0;
    }
  }

  /** Resolves when the page draws again. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    this.#seen = this.film.lastTick;
  }

  #end(reason: string): void {
    this.film.close();
    this.#state = "over";
    this.#reason = this.film.cutShort === "fault" ? "The match failed and was closed." : reason;
  }
}

async function refusalIn(response: Response): Promise<LiveRefusal | null> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function wordsFor({ status }: Response, refusal: LiveRefusal | null): string {
  if (refusal === null) return `This match cannot be watched right now (${status}). Try again.`;
  const { error } = refusal;
  return `${error.charAt(0).toUpperCase()}${error.slice(1)}.${status === 404 ? "" : " Try again in a moment."}`;
}
