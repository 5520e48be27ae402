import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { drawCoarsely, drawSeldom, snapshotOf, until } from "../harness/page.ts";
import { type OldWorld, whyNoYesterday, yesterday } from "../harness/yesterday/index.ts";

const ROUND_S = 8;

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
    await drawCoarsely(browser.context);
    await drawSeldom(browser.context);
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

  it("plays its match on in its seat through a restart with this version, into the next round", {
    timeout: 120_000,
  }, async () => {
    const problems: string[] = [];
    const page = await launch("Cy", problems);
    const { own, tick } = await snapshotOf<Snapshot>(page);
    const inSeat = `s.link === 'live' && s.own?.seat === ${own.seat} && s.players.some((p) => p.own && p.name === 'Cy')`;
    await old.kill();
    const server = await old.succeed();
    expect(server.output()).not.toMatch(/set aside|given up|error/i);
    await until(page, `${inSeat} && s.tick > ${tick + 60}`, 20_000);
    // It was not led to another page meanwhile.
    const { round } = await snapshotOf<Snapshot>(page);
    expect(new URL(page.url()).search).toBe("?fx=low");
    await until(page, `${inSeat} && (s.round.over || s.round.number > ${round.number})`, 20_000);
    // Either its match goes on, or, where the rules are others now, it is in a match of this version.
    await until(page, "s.link === 'live' && s.own?.alive && s.players.some((p) => p.own && p.name === 'Cy')", 40_000);
    expect(problems).toEqual([]);
  });
});
