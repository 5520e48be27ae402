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

/** How long another tab is waited for, ms: one that the browser froze holds its lock for ever. */
const LOCK_MS = 5_000;

/**
 * Lets one tab after the other do something, where the browser can; so that two tabs do not make two guests. Where locks
 * are refused, as with site data blocked, or not had in time, it is done all the same. Settles as `work` does.
 */
export async function oneTabAtATime<T>(work: () => Promise<T>, locks = navigator.locks): Promise<T> {
  let begun: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    begun ??= work();
    return begun;
  };
  try {
    const ended = (): Promise<unknown> => begin().catch(() => undefined);
    await locks?.request("orrery.identity", { signal: AbortSignal.timeout(LOCK_MS) }, ended);
  } catch {
    // What refused is the lock: how the work ended is told below.
  }
  return begin();
}

/** Calls `changed` when another tab signed in or out. */
export function watchOtherTabs(changed: () => void): void {
  window.addEventListener("storage", ({ key }) => {
    if (key === TOKEN_KEY || key === null) changed();
  });
}
