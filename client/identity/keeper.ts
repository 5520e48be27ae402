/** `localStorage`, or a stand-in: shared by the tabs of one browser. Every call may throw. */
export interface SharedStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const TOKEN_KEY = "orrery.token";

/** Keeps this browser's token; in this page alone, where the browser keeps nothing. */
export class TokenKeeper {
  readonly #storage: SharedStorage | null;
  #kept: string | null = null;

  constructor(storage: SharedStorage | null) {
    this.#storage = storage;
  }

  load(): string | null {
    try {
      return this.#storage === null ? this.#kept : this.#storage.getItem(TOKEN_KEY);
    } catch {
      return this.#kept;
    }
  }

  save(token: string | null): void {
    this.#kept = token;
    try {
      if (token === null) this.#storage?.removeItem(TOKEN_KEY);
      else this.#storage?.setItem(TOKEN_KEY, token);
    } catch {
      // Full or forbidden: the token lasts as long as the page.
    }
  }
}

export function browserKeeper(): TokenKeeper {
  try {
    return new TokenKeeper(window.localStorage);
  } catch {
    return new TokenKeeper(null);
  }
}

/** Lets one tab after the other do something, where the browser can; so that two tabs do not make two guests. */
export function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks === undefined) return work();
  return navigator.locks.request("orrery.identity", work) as Promise<T>;
}

/** Calls `changed` when another tab signed in or out. */
export function watchOtherTabs(changed: () => void): void {
  window.addEventListener("storage", ({ key }) => {
    if (key === TOKEN_KEY || key === null) changed();
  });
}
