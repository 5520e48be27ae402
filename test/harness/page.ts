import type { BrowserContext, Page } from "playwright-core";

/** What `window.__orrery.snapshot()` tells in the page. */
export function snapshotOf<Snapshot>(page: Page): Promise<Snapshot> {
  return page.evaluate("window.__orrery.snapshot()");
}

/** Waits until `condition`, an expression over the snapshot `s`, holds in the page. */
export async function until(page: Page, condition: string, timeoutMs = 60_000): Promise<void> {
  await page.waitForFunction(
    `(() => { const s = window.__orrery?.ready && window.__orrery.snapshot(); return s && (${condition}); })()`,
    undefined,
    { polling: 50, timeout: timeoutMs },
  );
}

/** Has the game's picture, and its map, drawn coarsely where nobody looks at them: in software, drawing is nearly all that a page does. */
export async function drawCoarsely(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript('Object.defineProperty(window, "devicePixelRatio", { get: () => 0.25 })');
}

/** Has it drawn seldom, where what counts is written over it. */
export async function drawSeldom(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript(`(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 250);
    window.cancelAnimationFrame = clearTimeout;
  })()`);
}

/** Closes all pages of a browser, whose players leave their seats to nobody. */
export async function closePages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    // What shows nothing has no storage.
    await page.evaluate("sessionStorage.clear()").catch(() => {});
    await page.close();
  }
}
