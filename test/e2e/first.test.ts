import type { Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { closePages, drawCoarsely, snapshotOf, until, waitFor } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess(), openBrowser()]);
  await drawCoarsely(browser.context);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

afterEach(async () => {
  await closePages(browser.context);
});

/** Holds back a script of the page until it is let go of. */
async function holdBack(page: Page, name: string): Promise<{ asked(): boolean; letGo(): void }> {
  const gate = Promise.withResolvers<void>();
  let asked = false;
  await page.route(new RegExp(`/assets/${name}-\\w+\\.js$`), async (route: Route) => {
    asked = true;
    await gate.promise;
    await route.continue();
  });
  return { asked: () => asked, letGo: () => gate.resolve() };
}

it("a launch that is pressed before the game is there is kept, joins without the engine, and ends in flight", {
  timeout: 120_000,
}, async () => {
  const page = await browser.context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  const [rest, engine] = [await holdBack(page, "online"), await holdBack(page, "game")];
  await page.goto(`${server.url}/?fx=low`, { waitUntil: "commit" });

  const name = page.getByLabel("Pilot name");
  await name.fill("Early Bird");
  await page.getByRole("button", { name: "Launch" }).click();
  const onItsWay = page.getByRole("button", { name: "Joining…" });
  await onItsWay.waitFor();
  expect(await onItsWay.isDisabled()).toBe(true);
  expect(sockets).toEqual([]);

  rest.letGo();
  const players = async () => {
    const { matches } = await (await fetch(`${server.url}/live`)).json();
    return matches.map(({ people }: { people: number }) => people);
  };
  await expect.poll(players, { timeout: 30_000 }).toEqual([1]);
  await expect.poll(engine.asked, { timeout: 30_000 }).toBe(true);
  expect(await page.evaluate("window.__orrery.ready")).toBe(false);
  await onItsWay.waitFor();
  expect(await name.inputValue()).toBe("Early Bird");

  engine.letGo();
  await until(page, "s.link === 'live' && s.own?.alive");
  const { players: seen } = await snapshotOf<{ players: { name: string; own: boolean }[] }>(page);
  expect(seen.filter(({ own }) => own)).toMatchObject([{ name: "Early Bird" }]);
  expect(await page.getByRole("main").isHidden()).toBe(true);
  expect(problems).toEqual([]);
});

it("what is typed while the game is loaded stays as it is, and the keys stay where they are", {
  timeout: 120_000,
}, async () => {
  const page = await browser.context.newPage();
  const rest = await holdBack(page, "online");
  await page.goto(`${server.url}/?fx=low`, { waitUntil: "commit" });
  const name = page.getByLabel("Pilot name");
  await name.fill("Half of a na");
  rest.letGo();
  await waitFor(page, "window.__orrery?.ready");
  await page.keyboard.type("me");
  expect(await name.inputValue()).toBe("Half of a name");
});

it("says that a part of the game did not come, and offers to try again", { timeout: 120_000 }, async () => {
  const page = await browser.context.newPage();
  await page.route(/\/assets\/online-\w+\.js$/, (route) => route.abort());
  await page.goto(`${server.url}/?fx=low`);
  await page.getByText(/could not be loaded/).waitFor();
  await page.unroute(/\/assets\/online-\w+\.js$/);
  await page.route(/\/assets\/game-\w+\.js$/, (route) => route.abort());
  await page.reload();
  const notice = page.getByRole("alertdialog", { name: "The game could not be loaded" });
  await notice.waitFor();
  await page.unroute(/\/assets\/game-\w+\.js$/);
  await notice.getByRole("button", { name: "Try again" }).click();
  await waitFor(page, "window.__orrery?.ready");
});
