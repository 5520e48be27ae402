import type { RecordingNames } from "../../shared/wire/rounds.ts";
import { onServer } from "../server-address.ts";

/** How old names may be that are shown, ms: one that was forgotten meanwhile goes with the next answer. */
const FRESH_MS = 30_000;
/** An answer that takes longer is none, ms: what is shown does not wait for names. */
const PATIENCE_MS = 4_000;
/** How soon somebody who is not known yet is asked about, ms. */
const SOON_MS = 2_000;

export interface NamesPort {
  /** A response, or throws. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Monotonic, ms. */
  now(): number;
}

const BROWSER: NamesPort = { fetch: (path, init) => fetch(onServer(path), init), now: () => performance.now() };

/**
 * What the pilots of a round or a match are called. A recording has their ids alone, and the server may forget their names
 * at any time: they are asked for again as long as they are shown.
 */
export class ShownNames {
  readonly #path: string;
  readonly #port: NamesPort;
  #names: ReadonlyMap<number, string> = new Map();
  /** Who was not known when it was asked, and need not be asked about at once again. */
  readonly #unknown = new Set<number>();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;
  #closed = false;

  /** @param path of the recording */
  constructor(path: string, port: NamesPort = BROWSER) {
    this.#path = `${path}/names`;
    this.#port = port;
  }

  /** "": not known, or not yet. */
  nameOf(pilot: number): string {
    const name = this.#names.get(pilot);
    const ageMs = this.#port.now() - this.#askedAtMs;
    const isNew = name === undefined && !this.#unknown.has(pilot);
    if (ageMs > (isNew ? SOON_MS : FRESH_MS)) {
      if (isNew) this.#unknown.add(pilot);
      void this.ask();
    }
    return name ?? "";
  }

  /** Resolves once the server has answered, or does not; what was known before stays then. */
  ask(): Promise<void> {
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
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!response.ok) return;
      const { names } = (await response.json()) as RecordingNames;
      this.#names = new Map(Object.entries(names).map(([pilot, name]) => [Number(pilot), name]));
    } catch {
      // It is asked again.
    }
  }
}
