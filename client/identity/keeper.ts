/** `localStorage` or `sessionStorage`, or a stand-in. Every call may throw. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const TOKEN_KEY = "orrery.token";

/**
 * Keeps a token that no cookie renews: one that a page of an earlier release left for all tabs, or that of a browser which
 * refuses cookies, in its tab. In this page alone, where the browser keeps nothing.
 */
export class TokenKeeper {
  readonly #tab: TextStorage | null;
  readonly #shared: TextStorage | null;
  #kept: string | null = null;

  constructor(tab: TextStorage | null, shared: TextStorage | null) {
    this.#tab = tab;
    this.#shared = shared;
  }

  load(): string | null {
    return this.#kept ?? read(this.#tab) ?? read(this.#shared);
  }

  save(token: string): void {
    this.#kept = token;
    write(read(this.#shared) === null ? this.#tab : this.#shared, token);
  }

  clear(): void {
    this.#kept = null;
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

export function browserKeeper(): TokenKeeper {
  return new TokenKeeper(
    storageOf(() => window.sessionStorage),
    storageOf(() => window.localStorage),
  );
}

/** null: the browser refuses it. */
function storageOf(ask: () => Storage): Storage | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
