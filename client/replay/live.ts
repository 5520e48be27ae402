import { arena } from "../../shared/arena/index.ts";
import { JournalError, StreamReader, type StreamRecord } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { DELAY_HEADER, type LiveRefusal } from "../../shared/wire/live.ts";
import { inTime, within } from "../patience.ts";
import { onServer } from "../server-address.ts";
import { LiveFilm } from "./live-film.ts";
import { problemOf, ReplayProblem } from "./problem.ts";

/** What is shown is so far behind what came: for stalls of the network, and for the camera to know where to be, s. */
export const LEAD_S = 2.5;
/** What is farther behind than this jumps there, s. */
const FAR_S = 12;
/** Being off by so much is caught up within so long, s; and how much faster or slower that may be. */
const CALM_S = 0.35;
const CATCH_UP_S = 4;
const MOST_RATE = 1.5;
const LEAST_RATE = 0.92;
/** How long what came in jerks is averaged over, s. */
const SMOOTH_S = 1.5;
/** A page that draws nothing for so long needs no stream, s. */
const REST_AFTER_S = 60;
/** Tries to get a lost stream back, one after the other, ms; then it is given up. */
const RETRY_MS = [300, 700, 1_500, 3_000, 5_000, 8_000, 10_000, 10_000, 10_000, 10_000] as const;

const NO_ANSWER = "The server does not answer. Check your connection, and try again.";

export interface LivePort {
  /** A response, or throws. */
  fetch(path: string, signal: AbortSignal): Promise<Response>;
  wait(ms: number): Promise<void>;
}

const BROWSER: LivePort = {
  fetch: (path, signal) => fetch(onServer(path), { signal }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** `waiting`: for a stream that was lost. */
export type LiveState = "live" | "waiting" | "over";

/** A match that goes on: gets its stream, whatever happens to it, and knows how fast to play to stay with it. */
export class Live {
  /** Of its stream. */
  readonly path: string;
  readonly #port: LivePort;
  readonly #abort = new AbortController();
  /** Of the stream that is read now. */
  #reading: AbortController | null = null;
  #film: LiveFilm | null = null;
  #delayS = 0;
  #state: LiveState = "live";
  #reason = "";
  /** Whether the newest is what is watched. */
  #atEdge = true;
  #behindS = LEAD_S;
  /** The tick up to which the page has looked at the film. */
  #seen: Tick = 0;
  /** Ends the rest of a page that draws nothing. */
  #wake: (() => void) | null = null;

  constructor(roomId: string, port: LivePort = BROWSER) {
    this.path = `/live/${encodeURIComponent(roomId)}`;
    this.#port = port;
  }

  get film(): LiveFilm {
    if (this.#film === null) throw new Error("nothing came yet");
    return this.#film;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Why it is over, in words. */
  get reason(): string {
    return this.#reason;
  }

  get atEdge(): boolean {
    return this.#atEdge;
  }

  set atEdge(at: boolean) {
    this.#atEdge = at;
    this.#behindS = LEAD_S;
  }

  /** Where one is who watches the newest. */
  get edge(): Tick {
    const { firstTick, lastTick, more } = this.film;
    return Math.max(firstTick, more ? lastTick - Math.round(LEAD_S * arena.tickHz) : lastTick);
  }

  /** How old the picture of a tick is, s, the steps of the stream smoothed away. */
  ageS(tick: Tick): number {
    if (this.#atEdge) return this.#delayS + (Math.abs(this.#behindS - LEAD_S) < 1 ? LEAD_S : this.#behindS);
    return this.#delayS + (this.film.lastTick - tick) / arena.tickHz;
  }

  /**
   * How fast to play on from a tick to stay with what comes; null: it is too far away, and to be jumped to.
   *
   * @param seen up to where the page has looked at the film
   */
  rate(tick: number, seen: Tick, passedS: number): number | null {
    this.#seen = seen;
    this.#wake?.();
    const { lastTick, more } = this.film;
    if (!more) return 1;
    const behindS = (lastTick - tick) / arena.tickHz;
    if (behindS > FAR_S) return null;
    this.#behindS += (behindS - this.#behindS) * (1 - Math.exp(-passedS / SMOOTH_S));
    const offS = this.#behindS - LEAD_S;
    if (Math.abs(offS) < CALM_S) return 1;
    return Math.max(LEAST_RATE, Math.min(MOST_RATE, 1 + offS / CATCH_UP_S));
  }

  /**
   * Resolves when there is something to be seen; rejects with {@link ReplayProblem} when there will not be.
   *
   * @param tell what is waited for, in words
   */
  async open(tell: (text: string) => void): Promise<void> {
    for (;;) {
      const response = await this.#ask();
      if (response.ok && response.body !== null) return this.#begin(response);
      const refusal = await refusalIn(response);
      if (refusal?.why !== "tooYoung") throw new ReplayProblem(wordsFor(response, refusal));
      await this.#countDown(refusal.retryInS ?? 1, tell);
    }
  }

  close(): void {
    this.#abort.abort();
    this.#reading?.abort();
    this.#wake?.();
  }

  #begin(response: Response): Promise<void> {
    return new Promise((resolve, reject) => {
      let begun = false;
      const read = this.#read(response, () => {
        begun = true;
        resolve();
      });
      read.then(
        () => (begun ? void this.#goOn() : reject(new ReplayProblem(NO_ANSWER))),
        (error: ReplayProblem) => (begun ? this.#end(error.message) : reject(error)),
      );
    });
  }

  async #countDown(seconds: number, tell: (text: string) => void): Promise<void> {
    for (let left = seconds; left > 0 && !this.#abort.signal.aborted; left--) {
      tell(`This match has only just begun. It can be watched in ${left} s…`);
      await this.#port.wait(1_000);
    }
    if (this.#abort.signal.aborted) throw new ReplayProblem("");
  }

  async #ask(): Promise<Response> {
    try {
      return await inTime((limit) => this.#port.fetch(this.path, limit), this.#abort.signal);
    } catch {
      throw new ReplayProblem(NO_ANSWER);
    }
  }

  /** Until the stream ends, or is lost. Rejects with {@link ReplayProblem} when what comes cannot be played. */
  async #read(response: Response, begun: () => void): Promise<void> {
    this.#delayS = Number(response.headers.get(DELAY_HEADER) ?? 0);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const reading = new AbortController();
    this.#reading = reading;
    reading.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    const records = new StreamReader();
    try {
      for (;;) {
        const { done, value } = await within(reader.read()).catch(() => ({ done: true, value: undefined }));
        if (done || value === undefined || reading.signal.aborted) {
          // A stream that went silent is still open here.
          reading.abort();
          return;
        }
        records.push(value);
        for (let record = records.next(); record !== null; record = records.next()) this.#take(record);
        this.#state = "live";
        if (this.#film !== null && this.#film.lastTick > this.#film.firstTick) begun();
        if (this.#unseen()) reading.abort();
      }
    } catch (error) {
      reading.abort();
      throw problemOf(error);
    }
  }

  #take(record: StreamRecord): void {
    if (this.#film !== null) this.#film.take(record);
    else if (record.type !== "header") throw new JournalError("order", "it begins without a header");
    else {
      this.#film = new LiveFilm(record);
      this.#seen = record.tick;
    }
  }

  #unseen(): boolean {
    return this.#film !== null && this.#film.lastTick - this.#seen > REST_AFTER_S * arena.tickHz;
  }

  /** Gets a stream back that ended before its match did. */
  async #goOn(): Promise<void> {
    for (let tries = 0; ; ) {
      if (this.#abort.signal.aborted) return;
      if (!this.film.more) return this.#end("The match is over: everyone has left.");
      if (this.#unseen()) await this.#rest();
      else this.#state = "waiting";
      if (tries === RETRY_MS.length) return this.#end("The connection is lost, and does not come back.");
      await this.#port.wait(RETRY_MS[tries++]);
      const reached = this.film.lastTick;
      try {
        const response = await this.#ask();
        if (response.ok && response.body !== null) await this.#read(response, () => {});
        else if (response.status === 404 || response.status === 403) return this.#end("The match is over.");
        else await response.body?.cancel();
      } catch (error) {
        if (!(error instanceof ReplayProblem)) throw error;
        if (error.cause !== undefined) return this.#end(error.message);
      }
      if (this.film.lastTick > reached) tries = 0;
    }
  }

  /** Until the page draws again. */
  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    this.#seen = this.film.lastTick;
  }

  #end(reason: string): void {
    this.film.close();
    this.#state = "over";
    this.#reason = this.film.cutShort === "fault" ? "The match failed, and was closed." : reason;
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
  if (refusal === null) return `The server does not show this match now (${status}). Try again.`;
  const { error } = refusal;
  return `${error.charAt(0).toUpperCase()}${error.slice(1)}.${status === 404 ? "" : " Try again in a moment."}`;
}
