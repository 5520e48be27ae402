import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { type FaultyProxy, startFaultyProxy } from "../../harness/faulty-proxy.ts";
import {
  duplicateTab,
  loseContext,
  moveToScreen,
  plugInKeyboard,
  pressForIme,
  refuseStorage,
  restoreContext,
  setClock,
} from "../../harness/odd-pages.ts";
import { closePages, drawCoarsely, drawLittle, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

let server: ServerProcess;
let browser: TestBrowser;
let proxy: FaultyProxy;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess(), openBrowser({ width: 480, height: 300 })]);
  proxy = await startFaultyProxy(server.port);
});
afterAll(async () => {
  await browser?.close();
  proxy?.close();
  await server?.stop();
});
afterEach(async () => {
  proxy.turn("clear");
  await closePages(browser.context);
  expect(problems.splice(0)).toEqual([]);
});

async function newPage(url = server.url, prepare: (page: Page) => Promise<void> = drawLittle): Promise<Page> {
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.setDefaultTimeout(60_000);
  await prepare(page);
  await page.goto(`${url}/?fx=low`);
  return page;
}

async function launch(page: Page, name: string): Promise<void> {
  await page.getByLabel("Pilot name").fill(name);
  await page.keyboard.press("Enter");
  await until(page, "s.place === 'playing' && s.link === 'live' && s.own?.alive");
}

describe("a page in an odd browser", { timeout: 120_000 }, () => {
  it("flies where storage, cookies and locks are refused, by a clock two hours off and an AZERTY keyboard", async () => {
    const page = await newPage(server.url, async (page) => {
      await drawLittle(page);
      await refuseStorage(page);
      await setClock(page, -7_200_000);
      await plugInKeyboard(page);
    });
    await page.locator("kbd", { hasText: "Z Q S D" }).waitFor();
    await launch(page, "Amnesia");
    await page.keyboard.down("KeyW");
    await until(page, "s.own && Math.hypot(s.own.x, s.own.y) > 0 && s.net.state === 'live'");
    await page.keyboard.up("KeyW");
  });

  it("recovers from a lost graphics context in the menu and in flight", async () => {
    const page = await newPage(server.url, drawCoarsely);
    await until(page, "s.place === 'menu'");
    await loseContext(page, null);
    await launch(page, "Blackout");
    await restoreContext(page);
    const frames = await page.evaluate(`new Promise((resolve) => {
      let last = -1, seen = 0;
      const look = () => {
        const { tick } = window.__orrery.snapshot();
        if (tick !== last) seen++;
        last = tick;
        if (seen >= 20) resolve(seen); else requestAnimationFrame(look);
      };
      look();
    })`);
    expect(frames).toBe(20);
    expect(
      await page.evaluate(
        "document.querySelector('#stage canvas').getContext('webgl2')?.isContextLost() ?? document.querySelector('#stage canvas').getContext('webgl').isContextLost()",
      ),
    ).toBe(false);
  });

  it("reports a silently dead connection within seconds, and recovers", async () => {
    const page = await newPage(proxy.url);
    await launch(page, "Tunnel");
    proxy.turn("silent");
    await page.locator(".hud .link-banner", { hasText: "not responding" }).waitFor({ timeout: 8_000 });
    await until(page, "s.link === 'reconnecting'", 15_000);
    proxy.turn("clear");
    await until(page, "s.link === 'live' && s.net.silentMs < 1000", 20_000);
  });

  it("yields to a duplicate of its tab, and says so", async () => {
    const page = await newPage();
    await launch(page, "Twin");
    const copy = await duplicateTab(page);
    copy.on("pageerror", (error) => problems.push(error.message));
    await until(copy, "s.place === 'playing' && s.link === 'live'");
    await until(page, "s.place === 'lost'");
    const notice = page.getByRole("alertdialog", { name: "You are playing elsewhere" });
    await notice.waitFor();
    let sockets = 0;
    for (const tab of [page, copy]) tab.on("websocket", () => sockets++);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(sockets).toBe(0);
    await until(copy, "s.place === 'playing' && s.link === 'live'");
    await page.keyboard.press("Escape");
    await notice.waitFor({ state: "hidden" });
  });

  it("keeps its seat while a proxy answers for an absent server, and offers to leave at once", async () => {
    const page = await newPage(proxy.url);
    await launch(page, "Weather");
    proxy.turn("sick");
    await until(page, "s.link === 'reconnecting'");
    // The page itself comes from a cache, as it were: only what is asked of the server meets the weather.
    const seat = await page.evaluate("sessionStorage.getItem('orrery.seat')");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await page.evaluate("sessionStorage.getItem('orrery.seat')")).toBe(seat);
    proxy.turn("clear");
    await until(page, "s.link === 'live' && s.place === 'playing'");
    await page.route(/\/matchmake\//, (route) =>
      route.fulfill({ status: 521, contentType: "text/html", body: "<h1>Down" }),
    );
    await page.reload();
    await page.getByText("Returning to your match…").waitFor();
    expect(await page.evaluate("sessionStorage.getItem('orrery.seat')")).not.toBeNull();
    await page.getByRole("button", { name: "Back to menu" }).click();
    await page.getByRole("button", { name: "Launch" }).click({ trial: true });
    expect(await page.evaluate("sessionStorage.getItem('orrery.seat')")).toBeNull();
  });

  it("leaves keys to an input method, and draws at the screen's density", async () => {
    const page = await newPage(server.url, async () => undefined);
    await launch(page, "Kana");
    await page.keyboard.press("Enter");
    const field = page.getByLabel("Say something in this match");
    await field.waitFor();
    for (const code of ["Escape", "Enter"]) await pressForIme(page, code);
    expect(await field.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    const widths = () =>
      page.evaluate(
        "[...document.querySelectorAll('canvas')].filter((c) => c.clientWidth > 0).map((c) => c.width / c.clientWidth)",
      );
    // Effects set the picture's density to 1 at most; the map follows the screen.
    const before = (await widths()) as number[];
    await moveToScreen(page, 2);
    await expect
      .poll(async () => Math.max(...((await widths()) as number[])), { timeout: 15_000 })
      .toBeGreaterThan(Math.max(...before) * 1.5);
  });
});
