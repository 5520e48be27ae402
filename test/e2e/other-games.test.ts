import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { closePages, until, waitFor } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

/** Trails, bluff, and a game with a Colyseus room. */
const SERVER = join(ROOT, "test", "contract", "coins", "start.ts");
let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess({}, [SERVER]), openBrowser()]);
});
afterEach(() => closePages(browser.context));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(path: string) {
  const page = await browser.context.newPage();
  await page.goto(server.url + path);
  return page;
}

it("lists the matches of other games with their titles, and opens their pages to join and to watch", {
  timeout: 120_000,
}, async () => {
  const playing = await open("/games/trails");
  await waitFor(playing, "window.__orrery?.ready");
  await playing.getByLabel("Your name").fill("Ada");
  await playing.keyboard.press("Enter");
  await until(playing, "s.place === 'playing' && s.link === 'live'");
  const seat = (await playing.evaluate("sessionStorage.getItem('orrery.trails.seat')")) as string;
  const [room] = seat.split(":");
  const other = await open("/games/bluff");
  await waitFor(other, "window.__orrery?.ready");
  await other.getByRole("button", { name: "Live" }).click();
  const list = other.getByRole("list", { name: "In other games" });
  await list.getByText("1 player").waitFor();
  // A match of any game is one.
  await other.getByText("No match is running").waitFor({ state: "hidden" });
  const links = ["Join", "Watch"].map((label) => list.getByRole("link", { name: new RegExp(`^${label} Trails: `) }));
  const addresses = await Promise.all(links.map((link) => link.getAttribute("href")));
  expect(addresses).toEqual([`?match=${room}`, `?watch=${room}`].map((query) => `${server.url}/games/trails${query}`));
  await links[0].click();
  await until(other, "s.place === 'playing' || s.place === 'menu'");
  expect(new URL(other.url()).searchParams.get("match")).toBe(room);
});

it("opens the page that a game with a Colyseus room brings", { timeout: 120_000 }, async () => {
  const page = await open("/games/trails");
  await page.getByRole("link", { name: /^Coins/ }).click();
  await page.getByText(/^Ada: \d+$/).waitFor();
  expect(new URL(page.url()).pathname).toBe("/games/coins");
});
