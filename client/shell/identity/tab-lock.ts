import { TOKEN_KEY } from "./local-token-store.ts";

const NAME = "orrery.identity";
/** How long to wait for another tab, ms: a tab that the browser froze keeps its lock. */
const LOCK_MS = 5_000;

/**
 * Runs `work` in one tab at a time, so that two tabs do not create two guests. Runs it anyway if the browser has no locks or
 * refuses them, as with site data blocked, or if the lock takes too long. Settles as `work` does.
 */
export async function withTabLock<T>(work: () => Promise<T>, locks = navigator.locks): Promise<T> {
  let running: Promise<T> | null = null;
  const run = (): Promise<T> => {
    running ??= work();
    return running;
  };
  try {
    const untilEnd = (): Promise<unknown> => run().catch(() => undefined);
    await locks?.request(NAME, { signal: AbortSignal.timeout(LOCK_MS) }, untilEnd);
  } catch {
    // The lock failed; errors of `work` are thrown below.
  }
  return run();
}

/**
 * Calls `changed` when another tab signs in or out; with its token, if it is a page of an earlier release. Returns a function
 * that notifies the other tabs.
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
