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

/** Has a page's picture drawn seldom, and coarsely, where what counts is written over it: in software, drawing is nearly all that a page does. */
export async function drawLittle(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const soon = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => soon(draw), 250);
    window.cancelAnimationFrame = clearTimeout;
    Object.defineProperty(window, "devicePixelRatio", { get: () => 0.25 });
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
