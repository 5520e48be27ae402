/** Where settings are stored: `localStorage`, or a stand-in. Both methods may throw, as browsers do when storage is blocked. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const STORE_KEY = "orrery.settings";

/** Holds the settings, stores changes and notifies listeners. If the store fails, changes last until the page is closed. */
export class StoredSettings<Settings extends object> {
  #now: Settings;
  readonly #store: KeyValueStorage;
  readonly #listeners = new Set<(settings: Settings) => void>();

  /** @param parse reads stored settings; each invalid field gets its default */
  constructor(store: KeyValueStorage, parse: (stored: unknown) => Settings) {
    this.#store = store;
    this.#now = parse(readStore(store));
  }

  get current(): Settings {
    return this.#now;
  }

  change(part: Partial<Settings>): void {
    this.#now = { ...this.#now, ...part };
    try {
      // Another game's page may have settings of its own.
      const stored = readStore(this.#store);
      this.#store.setItem(STORE_KEY, JSON.stringify({ ...(typeof stored === "object" ? stored : {}), ...this.#now }));
    } catch {
      // Storage is full or forbidden: the settings hold until the page is closed.
    }
    for (const listener of this.#listeners) listener(this.#now);
  }

  /** Calls `listener` on every change. Returns a function that stops it. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function readStore(store: KeyValueStorage): unknown {
  try {
    return JSON.parse(store.getItem(STORE_KEY) ?? "null");
  } catch {
    return null;
  }
}

/** `localStorage`, or memory if the browser blocks it: reading the property may throw. */
export function browserStorage(): KeyValueStorage {
  try {
    return window.localStorage;
  } catch {
    const memory = new Map<string, string>();
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) };
  }
}
