import type { BrowserContext, Page } from "playwright-core";

/** What `window.__orrery.snapshot()` tells in the page. */
export function snapshotOf<Snapshot>(page: Page): Promise<Snapshot> {
  return page.evaluate("window.__orrery.snapshot()");
}

/** Waits until `condition`, an expression over the snapshot `s`, holds in the page. */
export async function until(page: Page, condition: string, timeoutMs = 60_000): Promise<void> {
  const held = `(() => { const s = window.__orrery?.ready && window.__orrery.snapshot(); return s && (${condition}); })()`;
  await waitFor(page, held, timeoutMs);
}

const POLL_MS = 50;
const SHOWN_CHARACTERS = 4_000;

/**
 * Waits until an expression is true in the page. Playwright's own `waitForFunction` has the page evaluate text again and
 * again, which its security policy forbids.
 */
export async function waitFor(page: Page, expression: string, timeoutMs = 60_000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  // While another document is loaded, there is none to ask.
  while (!(await page.evaluate(`Boolean(${expression})`).catch(whileLoading))) {
    if (performance.now() > endMs)
      throw new Error(`after ${timeoutMs} ms it does not hold in the page: ${expression}\n${await shown(page)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** What a page shows, for a message about a failed test. */
async function shown(page: Page): Promise<string> {
  const snapshot = "JSON.stringify(window.__orrery?.ready ? window.__orrery.snapshot() : null)";
  const text = await page.evaluate<string>(`${snapshot} + "\\n" + document.body.innerText`).catch(String);
  return `${page.url()}: ${text.slice(0, SHOWN_CHARACTERS)}`;
}

function whileLoading(error: unknown): false {
  if (/context was destroyed|navigation|Cannot find context/i.test(String(error))) return false;
  throw error;
}

/** Has the game's picture, and its map, drawn coarsely where nobody looks at them: in software, drawing is nearly all that a page does. */
export async function drawCoarsely(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript('Object.defineProperty(window, "devicePixelRatio", { get: () => 0.25 })');
}

/** Has it drawn seldom, where what counts is written over it. */
export async function drawSeldom(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript(`(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 100);
    window.cancelAnimationFrame = clearTimeout;
  })()`);
}

/** Both, where nobody looks. */
export async function drawLittle(pages: Page | BrowserContext): Promise<void> {
  await drawCoarsely(pages);
  await drawSeldom(pages);
}

/** Has a page start its engine as if something had been pressed, where nobody looks at how the menu answers meanwhile. */
export async function startAtOnce(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript(
    'addEventListener("DOMContentLoaded", () => setTimeout(() => document.getElementById("ui")?.click()))',
  );
}

/** Closes all pages of a browser, whose players leave their seats to nobody. */
export async function closePages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    // What shows nothing has no storage.
    await page.evaluate("sessionStorage.clear()").catch(() => {});
    await page.close();
  }
}
