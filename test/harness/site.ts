import { afterAll, afterEach, beforeAll } from "vitest";
import { openBrowser, type TestBrowser } from "./browser.ts";
import { closePages, drawLittle } from "./page.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export interface Site {
  readonly server: ServerProcess;
  readonly browser: TestBrowser;
}

/** A server and a browser for all tests of a file; its pages draw little, and are closed after each test. */
export function openSite(): Site {
  const site = {} as { server: ServerProcess; browser: TestBrowser };
  beforeAll(async () => {
    [site.server, site.browser] = await Promise.all([startServerProcess(), openBrowser()]);
    await drawLittle(site.browser.context);
  });
  afterEach(() => closePages(site.browser.context));
  afterAll(async () => {
    await site.browser?.close();
    await site.server?.stop();
  });
  return site;
}
