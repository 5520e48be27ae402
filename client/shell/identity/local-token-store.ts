/** `localStorage` or `sessionStorage`, or a stand-in. Every call may throw. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const TOKEN_KEY = "orrery.token";

/**
 * Stores a token that no cookie renews: for all tabs one that a page of an earlier release left there, else for this tab,
 * if the browser refuses cookies. If the browser blocks storage, the token lasts as long as the page.
 */
export class LocalTokenStore {
  readonly #tab: TextStorage | null;
  readonly #shared: TextStorage | null;
  #memory: string | null = null;

  constructor(tab: TextStorage | null, shared: TextStorage | null) {
    this.#tab = tab;
    this.#shared = shared;
  }

  load(): string | null {
    return this.#memory ?? read(this.#tab) ?? read(this.#shared);
  }

  save(token: string): void {
    this.#memory = token;
    write(read(this.#shared) === null ? this.#tab : this.#shared, token);
  }

  clear(): void {
    this.#memory = null;
    for (const storage of [this.#tab, this.#shared]) if (read(storage) !== null) write(storage, null);
  }
}

function read(storage: TextStorage | null): string | null {
  try {
    return storage?.getItem(TOKEN_KEY) ?? null;
  } catch {
    return null;
  }
}

function write(storage: TextStorage | null, token: string | null): void {
  try {
    if (token === null) storage?.removeItem(TOKEN_KEY);
    else storage?.setItem(TOKEN_KEY, token);
  } catch {
    // Full or forbidden: the token lasts as long as the page.
  }
}

export function browserTokenStore(): LocalTokenStore {
  return new LocalTokenStore(
    storageOf(() => window.sessionStorage),
    storageOf(() => window.localStorage),
  );
}

/** null: the browser blocks it. */
function storageOf(ask: () => Storage): Storage | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
