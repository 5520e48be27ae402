import type { RecordingNames } from "../../shared/wire/rounds.ts";
import { serverUrl } from "../net/server-address.ts";

/** Age at which names are fetched again, ms, so that erased ones disappear. */
const MAX_AGE_MS = 30_000;
/** Timeout of a request, ms: a replay does not wait long for names. */
const TIMEOUT_MS = 4_000;
/** Shortest time between two requests, when there is a new pilot, ms. */
const MIN_INTERVAL_MS = 2_000;

export interface PilotNamePort {
  /** Rejects without a response. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Monotonic, ms. */
  now(): number;
}

const BROWSER: PilotNamePort = { fetch: (path, init) => fetch(serverUrl(path), init), now: () => performance.now() };

/**
 * Names of the pilots in a round or a match. A recording has only their ids. The server may erase a name at any time, so
 * the names are fetched again and again while they are shown.
 */
export class PilotNameCache {
  readonly #path: string;
  readonly #port: PilotNamePort;
  #names: ReadonlyMap<number, string> = new Map();
  /** Pilots without a name who caused a request already; new ones cause one sooner. */
  readonly #requested = new Set<number>();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;
  #closed = false;

  /** @param path path of the recording */
  constructor(path: string, port: PilotNamePort = BROWSER) {
    this.#path = `${path}/names`;
    this.#port = port;
  }

  /** "": unknown, or not loaded yet. */
  nameOf(pilot: number): string {
    const name = this.#names.get(pilot);
    const ageMs = this.#port.now() - this.#askedAtMs;
    const isNew = name === undefined && !this.#requested.has(pilot);
    if (ageMs > (isNew ? MIN_INTERVAL_MS : MAX_AGE_MS)) {
      if (isNew) this.#requested.add(pilot);
      void this.refresh();
    }
    return name ?? "";
  }

  /** Resolves after the answer or the timeout; without an answer the names stay as they are. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  close(): void {
    this.#closed = true;
  }

  async #ask(): Promise<void> {
    if (this.#closed) return;
    this.#askedAtMs = this.#port.now();
    try {
      const response = await this.#port.fetch(this.#path, {
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) return;
      const { names } = (await response.json()) as RecordingNames;
      this.#names = new Map(Object.entries(names).map(([pilot, name]) => [Number(pilot), name]));
    } catch {
      // The next call of `nameOf` retries.
    }
  }
}
