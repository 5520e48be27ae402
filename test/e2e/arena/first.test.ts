import type { Page, Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { LiveList } from "../../../shared/wire/live.ts";
import { snapshotOf, until, waitFor } from "../../harness/page.ts";
import { openSite } from "../../harness/site.ts";

const site = openSite();

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

/** Seats of matches, taken or held. */
async function seats(): Promise<number> {
  const { matches } = (await (await fetch(`${site.server.url}/live`)).json()) as LiveList;
  return matches.reduce((sum, { people }) => sum + people, 0);
}

/** Where a page leads but to the menu: with a seat from before it was loaded, or something to watch. */
const WAITS = [
  { kind: "a seat", query: "", seat: "r00m:t0ken", says: "Returning to your match…" },
  { kind: "a match to watch", query: "&watch=m1", seat: null, says: "Finding the match…" },
  { kind: "a replay", query: "&replay=r1", seat: null, says: "Fetching the replay…" },
] as const;

const keptSeat = (page: Page): Promise<string | null> => page.evaluate("sessionStorage.getItem('orrery.seat')");

// The first test: no seat of another one is held.
it("a page that returns to the menu while its game loads stays there, and gives up its seat", {
  timeout: 180_000,
}, async () => {
  const page = await site.browser.context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${site.server.url}/?fx=low`);
  await page.getByLabel("Pilot name").fill("Short Stay");
  await page.keyboard.press("Enter");
  await until(page, "s.link === 'live' && s.own?.alive");
  expect(await seats()).toBe(1);
  const rest = await holdBack(page, "online");
  await page.reload({ waitUntil: "commit" });
  await page.getByText(WAITS[0].says).waitFor();
  expect(await seats()).toBe(1);
  await page.keyboard.press("Escape");
  rest.letGo();
  await until(page, "s.place === 'menu'");
  // Sooner than it would be held.
  await expect.poll(seats, { timeout: 20_000 }).toBe(0);
  expect([await page.getByRole("main").isVisible(), await keptSeat(page)]).toEqual([true, null]);
  expect(problems).toEqual([]);
});

it("a launch before the game has loaded is kept, joins without the engine, and ends in flight", {
  timeout: 120_000,
}, async () => {
  const page = await site.browser.context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  const [rest, engine] = [await holdBack(page, "online"), await holdBack(page, "game")];
  await page.goto(`${site.server.url}/?fx=low`, { waitUntil: "commit" });

  const name = page.getByLabel("Pilot name");
  await name.fill("Early Bird");
  await page.getByRole("button", { name: "Launch" }).click();
  const onItsWay = page.getByRole("button", { name: "Joining…" });
  await onItsWay.waitFor();
  expect(await onItsWay.isDisabled()).toBe(true);
  // What moves is drawn anew all the time, on a small machine in the engine's stead.
  const moving =
    "document.getAnimations().filter((each) => each instanceof CSSAnimation && each.playState === 'running')";
  expect(await page.evaluate(`${moving}.map(({ animationName }) => animationName)`)).toEqual([]);
  expect(sockets).toEqual([]);

  rest.letGo();
  await expect.poll(seats, { timeout: 30_000 }).toBe(1);
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

it("text typed while the game loads is kept, and so is the focus", {
  timeout: 120_000,
}, async () => {
  const page = await site.browser.context.newPage();
  const rest = await holdBack(page, "online");
  await page.goto(`${site.server.url}/?fx=low`, { waitUntil: "commit" });
  const name = page.getByLabel("Pilot name");
  await name.fill("Half of a na");
  rest.letGo();
  await waitFor(page, "window.__orrery?.ready");
  await page.keyboard.type("me");
  expect(await name.inputValue()).toBe("Half of a name");
});

it("says that a part of the game did not load, and offers to try again", { timeout: 120_000 }, async () => {
  const page = await site.browser.context.newPage();
  await page.route(/\/assets\/online-\w+\.js$/, (route) => route.abort());
  await page.goto(`${site.server.url}/?fx=low`);
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

const WAYS = {
  button: (page: Page) => page.getByRole("button", { name: "Back to menu" }).click(),
  Escape: (page: Page) => page.keyboard.press("Escape"),
};

/** A page whose first script alone is there. */
async function openWaiting({ query, seat }: (typeof WAITS)[number]) {
  const page = await site.browser.context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  if (seat !== null)
    await page.addInitScript(`{
      sessionStorage.setItem("orrery.seat", ${JSON.stringify(seat)});
      sessionStorage.setItem("orrery.pilot", JSON.stringify({ name: "Phoenix", hull: 1 }));
    }`);
  const rest = await holdBack(page, "online");
  await page.goto(`${site.server.url}/?fx=low${query}`, { waitUntil: "commit" });
  return { page, problems, rest };
}

describe("a page with a seat or something to watch", { timeout: 120_000 }, () => {
  const ways = WAITS.flatMap((wait) => (Object.keys(WAYS) as (keyof typeof WAYS)[]).map((way) => ({ ...wait, way })));

  it.each(ways)(
    "says so before the game is there, and shows the menu at once: $kind, $way",
    async ({ way, ...wait }) => {
      const { page, problems, rest } = await openWaiting(wait);
      const status = page.getByRole("status").filter({ hasText: wait.says });
      await status.waitFor();
      await waitFor(page, "performance.getEntriesByType('paint').length > 0");
      const menu = page.getByRole("main");
      expect([await menu.isHidden(), await keptSeat(page)]).toEqual([true, wait.seat]);
      await WAYS[way](page);
      await menu.waitFor();
      expect(await status.isHidden()).toBe(true);
      expect(await keptSeat(page)).toBeNull();
      expect(new URL(page.url()).search).toBe("?fx=low");
      await page.getByRole("button", { name: "Launch" }).click({ trial: true });
      expect(await page.evaluate("window.__orrery")).toBeUndefined();
      rest.letGo();
      expect(problems).toEqual([]);
    },
  );

  it("hands its wait over to the game, which reports the result", async () => {
    const { page, rest } = await openWaiting(WAITS[1]);
    await page.getByText(WAITS[1].says).waitFor();
    rest.letGo();
    await page.getByRole("alertdialog", { name: "Nothing to watch" }).waitFor();
    expect(await page.getByText(WAITS[1].says).isHidden()).toBe(true);
  });

  it("keeps the seat for the next try when the game does not load", async () => {
    const page = await site.browser.context.newPage();
    await page.addInitScript(`sessionStorage.setItem("orrery.seat", "r00m:t0ken")`);
    await page.route(/\/assets\/online-\w+\.js$/, (route) => route.abort());
    await page.goto(`${site.server.url}/?fx=low`);
    await page.getByRole("alertdialog", { name: "The game could not be loaded" }).waitFor();
    expect(await keptSeat(page)).toBe("r00m:t0ken");
  });
});
