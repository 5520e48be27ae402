import { TOKEN_KEY } from "./keeper.ts";

const NAME = "orrery.identity";
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
    await locks?.request(NAME, { signal: AbortSignal.timeout(LOCK_MS) }, ended);
  } catch {
    // What refused is the lock: how the work ended is told below.
  }
  return begin();
}

/**
 * Calls `changed` when another tab signed in or out; with its token, where it is a page of an earlier release. Returns how
 * to say the same to the others.
 */
export function watchOtherTabs(changed: (token: string | null) => void): () => void {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === TOKEN_KEY && newValue !== null) changed(newValue);
  });
  try {
    const channel = new BroadcastChannel(NAME);
    channel.addEventListener("message", () => changed(null));
    return () => channel.postMessage("changed");
  } catch {
    return () => undefined;
  }
}
