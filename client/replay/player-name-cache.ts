import type { RecordingNames } from "../../shared/wire/rounds.ts";
import { serverUrl } from "../net/server-address.ts";

/** Age at which names are fetched again, ms, so that erased ones disappear. */
const MAX_AGE_MS = 30_000;
/** Timeout of a request, ms: a replay does not wait long for names. */
const TIMEOUT_MS = 4_000;
/** Shortest time between two requests, when there is a new player, ms. */
const MIN_INTERVAL_MS = 2_000;

export interface PlayerNamePort {
  /** Rejects without a response. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Monotonic, ms. */
  now(): number;
}

const BROWSER: PlayerNamePort = { fetch: (path, init) => fetch(serverUrl(path), init), now: () => performance.now() };

/**
 * Names of the players in a round or a match. A recording has only their ids. The server may erase a name at any time, so
 * the names are fetched again and again while they are shown.
 */
export class PlayerNameCache {
  readonly #path: string;
  readonly #port: PlayerNamePort;
  #names: ReadonlyMap<number, string> = new Map();
  /** Players without a name who caused a request already; new ones cause one sooner. */
  readonly #requested = new Set<number>();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;
  #closed = false;

  /** @param path path of the recording */
  constructor(path: string, port: PlayerNamePort = BROWSER) {
    this.#path = `${path}/names`;
    this.#port = port;
  }

  /** "": unknown, or not loaded yet. */
  nameOf(player: number): string {
    const name = this.#names.get(player);
    const ageMs = this.#port.now() - this.#askedAtMs;
    const isNew = name === undefined && !this.#requested.has(player);
    if (ageMs > (isNew ? MIN_INTERVAL_MS : MAX_AGE_MS)) {
      if (isNew) this.#requested.add(player);
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
      this.#names = new Map(Object.entries(names).map(([player, name]) => [Number(player), name]));
    } catch {
      // The next call of `nameOf` retries.
    }
  }
}
