import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OldWorld, whyNoYesterday, yesterday } from "../../harness/arena/yesterday/index.ts";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { closePages, drawLittle, snapshotOf, until, waitFor } from "../../harness/page.ts";

/** Long enough for a restart within one, and for the page's way back, on a busy machine. */
const ROUND_S = 12;
const WAIT = { timeout: 30_000 };

interface Snapshot {
  readonly tick: number;
  readonly own: { readonly seat: number };
  readonly round: { readonly number: number };
}

describe.skipIf(whyNoYesterday() !== null)("a tab that yesterday's server opened", () => {
  let old: OldWorld;
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await openBrowser();
    await drawLittle(browser.context);
    old = await yesterday(ROUND_S);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await old?.close();
  });

  async function launch(name: string, problems: string[]): Promise<Page> {
    const page = await browser.context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${old.url}/?fx=low`);
    await page.getByLabel("Pilot name").fill(name);
    await page.keyboard.press("Enter");
    await until(page, "s.link === 'live' && s.own?.alive");
    return page;
  }

  it("continues its match in its seat through a restart with this version, into the next round", {
    timeout: 240_000,
  }, async () => {
    const problems: string[] = [];
    const page = await launch("Cy", problems);
    const { own, tick } = await snapshotOf<Snapshot>(page);
    const inSeat = `s.link === 'live' && s.own?.seat === ${own.seat} && s.players.some((p) => p.own && p.name === 'Cy')`;
    await old.kill();
    const server = await old.succeed();
    expect(server.output()).not.toMatch(/set aside|given up|error/i);
    // The seat is held for a minute, and an old tab on a slow machine may need half of it.
    await until(page, `${inSeat} && s.tick > ${tick + 60}`);
    // It was not led to another page meanwhile.
    const { round } = await snapshotOf<Snapshot>(page);
    expect(new URL(page.url()).search).toBe("?fx=low");
    // Noted in the page, which may be led to another one a second later.
    await page.evaluate(`void setInterval(() => {
      const s = window.__orrery.snapshot();
      if (${inSeat} && (s.round.over || s.round.number > ${round.number})) sessionStorage.setItem("test.ended", "yes");
    }, 50)`);
    await waitFor(page, 'sessionStorage.getItem("test.ended") === "yes"');
    // Either its match goes on, or, where the rules are others now, it is in a match of this version.
    await until(page, "s.link === 'live' && s.own?.alive && s.players.some((p) => p.own && p.name === 'Cy')", 40_000);
    expect(problems).toEqual([]);
  });

  it("has the same identity as this version's page, whichever is first, and leaves no token behind", {
    timeout: 120_000,
  }, async () => {
    const { context } = browser;
    await closePages(context);
    await context.clearCookies();
    const [release] = readdirSync(join(old.dataDir, "releases")).filter((name) => name.startsWith("arena-"));
    const asked: string[] = [];
    async function open(path: string): Promise<Page> {
      const page = await context.newPage();
      // Neither is to be led away by a room.
      await page.route("**/matchmake/**", (route) => route.abort());
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${old.url}${path}?fx=low`);
      return page;
    }
    const kept = (page: Page) => page.evaluate<string | null>("localStorage.getItem('orrery.token')");
    const playerOf = (token: string | null) => Number(JSON.parse(atob(token?.split(".")[1] ?? "")).sub);
    /** Whom the browser's cookie is of. */
    const holder = (page: Page) =>
      page.evaluate<number>(
        "fetch('/auth/guest', { method: 'POST' }).then((answer) => answer.json()).then(({ player }) => player.id)",
      );

    // An old page's guest comes to this version's page, where the token goes.
    const before = await open(`/v/${release}/`);
    await expect.poll(() => kept(before), WAIT).not.toBeNull();
    const guest = playerOf(await kept(before));
    await before.close();
    const page = await open("/");
    await expect.poll(() => kept(page), WAIT).toBeNull();
    expect(await holder(page)).toBe(guest);

    // And goes to an old match, whose page is the same guest.
    const beside = await open(`/v/${release}/`);
    await expect.poll(() => kept(beside), WAIT).not.toBeNull();
    expect(playerOf(await kept(beside))).toBe(guest);
    asked.length = 0;
    const again = await open("/");
    await expect.poll(() => asked.filter((path) => path === "/auth/guest").length, WAIT).toBe(1);
    await expect.poll(() => kept(beside), WAIT).not.toBeNull();
    expect([playerOf(await kept(beside)), await holder(again)]).toEqual([guest, guest]);
    // The two do not take turns.
    await again.waitForTimeout(1_000);
    expect(asked.filter((path) => path === "/auth/guest")).toHaveLength(2);
  });
});
