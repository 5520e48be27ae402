import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openBrowser, type TestBrowser } from "../../browser.ts";
import { crowd } from "../../lobby-page/crowd.ts";
import { closePages, drawLittle, startAtOnce, waitFor } from "../../page.ts";
import { defaultAnswers, type LobbyPageServer, serveLobbyPage } from "./server.ts";

export const WIDE = { width: 1280, height: 720 };

export interface BenchPage {
  readonly page: Page;
  readonly problems: string[];
}

/** The page with a lobby and an arena that tests move, for all tests of a file. */
export class LobbyBench {
  server!: LobbyPageServer;
  browser!: TestBrowser;

  constructor() {
    beforeAll(async () => {
      [this.server, this.browser] = await Promise.all([serveLobbyPage(), openBrowser(WIDE)]);
    }, 120_000);
    afterAll(async () => {
      await this.browser?.close();
      await this.server?.stop();
    });
    afterEach(async () => {
      await closePages(this.browser.context);
      for (const key of Object.keys(this.server.answers)) delete this.server.answers[key];
      Object.assign(this.server.answers, defaultAnswers());
    });
  }

  readonly open = async (query = "", size = WIDE): Promise<BenchPage> => {
    await this.browser.context.clearCookies();
    const page = await this.browser.context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.setViewportSize(size);
    await drawLittle(page);
    await startAtOnce(page);
    await page.addInitScript("window.localStorage.clear()");
    await page.goto(`${this.server.url}/?fx=low${query}`);
    await waitFor(page, "window.__orrery?.ready", 90_000);
    return { page, problems };
  };

  /** With people, matches and lines. */
  readonly openFull = async (query = "", size = WIDE): Promise<BenchPage> => {
    const opened = await this.open(query, size);
    await waitFor(opened.page, "window.bench?.lobby");
    await opened.page.evaluate(crowd);
    return opened;
  };
}

export const sceneOf = (page: Page): Promise<string> => page.evaluate("window.__orrery.snapshot().scene");
