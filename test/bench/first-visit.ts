import type { Browser, Page } from "playwright-core";

export interface Visitor {
  readonly browser: Browser;
  /** How many times slower than this machine's its processor is. */
  readonly throttle: number;
}

/** How long a visit may take. */
const PATIENCE_MS = 120_000;
const SIZE = { width: 1280, height: 720 };

/** Comes to an address for the first time: cold caches, and a page that is closed again. */
async function visit<T>({ browser, throttle }: Visitor, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: SIZE });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    if (throttle > 1) {
      const cdp = await context.newCDPSession(page);
      await cdp.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    }
    return await look(page);
  } finally {
    await context.close();
  }
}

/** When the page first showed something, ms since its address was entered. */
function firstPaint(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") resolve(entry.startTime);
    }).observe({ type: "paint", buffered: true });
  })`);
}

/** First paint of a page of one line. @returns ms */
export function visitOneLine(visitor: Visitor, url: string): Promise<number> {
  return visit(visitor, async (page) => {
    await page.goto(url, { waitUntil: "commit" });
    return firstPaint(page);
  });
}

export interface LaunchReaction {
  readonly firstPaintMs: number;
  /** When Launch was clicked, ms since the address was entered. */
  readonly clickedMs: number;
  /** From the click until the page showed that it was heard. */
  readonly reactionMs: number;
}

/** Clicks Launch at a moment, whatever the page does then. @param atMs since the address was entered */
export function visitAndClick(visitor: Visitor, url: string, atMs: number): Promise<LaunchReaction> {
  return visit(visitor, async (page) => {
    // The click is put into the page's input like a hand's; the frame after its handlers shows what they did.
    await page.addInitScript(`window.reaction = new Promise((resolve) => {
      const heard = (event) => {
        if (!(event.target instanceof Element) || event.target.closest(".launch") === null) return;
        requestAnimationFrame(() => setTimeout(() => {
          resolve({ clickedMs: event.timeStamp, reactionMs: performance.now() - event.timeStamp });
        }));
      };
      window.addEventListener("click", heard, true);
    })`);
    await page.goto(url, { waitUntil: "commit" });
    await inPage(page, `performance.now() >= ${atMs} && document.querySelector(".launch") !== null`);
    const box = await page.locator(".launch").boundingBox();
    if (box === null) throw new Error("Launch is not to be seen");
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const reaction = (await page.evaluate("window.reaction")) as Pick<LaunchReaction, "clickedMs" | "reactionMs">;
    return { ...reaction, firstPaintMs: await firstPaint(page) };
  });
}

/** Launches as soon as one can. @returns ms from the address to flight */
export function visitAndFly(visitor: Visitor, url: string): Promise<number> {
  return visit(visitor, async (page) => {
    await page.goto(url, { waitUntil: "commit" });
    await page.getByRole("button", { name: "Launch" }).click();
    return inPage(
      page,
      `(() => {
        const shown = window.__orrery?.ready && window.__orrery.snapshot();
        return shown && shown.link === "live" && shown.own?.alive;
      })()`,
    );
  });
}

/** Resolves when an expression is true in the page, which looks at it every 10 ms. @returns ms since the address was entered */
function inPage(page: Page, expression: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => {
      if (${expression}) resolve(performance.now());
      else setTimeout(look, 10);
    };
    look();
  })`);
}
