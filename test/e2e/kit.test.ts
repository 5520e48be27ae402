import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RoundInfo } from "../../shared/wire/rounds.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { closePages, drawLittle, snapshotOf, until, waitFor } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

/** The parts of `window.__orrery.snapshot()` that these tests read. */
interface Snapshot {
  place: string;
  link: string;
  view: {
    tick: number;
    seat: number;
    seats: { status: string; name: string }[];
    world: { phase: string };
    rows: { riders: { x: number; y: number; heading: number }[] };
  };
  replay: { tick: number; firstTick: number; lastTick: number; differs: boolean } | null;
}

const DELAY_S = 5;

let server: ServerProcess;
let browser: TestBrowser;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess({ SPECTATE_DELAY_S: `${DELAY_S}` }), openBrowser()]);
  await drawLittle(browser.context);
  browser.context.on("weberror", (error) => problems.push(error.error().message));
});
afterEach(async () => {
  expect(problems.splice(0)).toEqual([]);
  await closePages(browser.context);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const snapshot = (page: Page) => snapshotOf<Snapshot>(page);
const roomOf = async (page: Page): Promise<string> =>
  ((await page.evaluate("sessionStorage.getItem('orrery.trails.seat')")) as string).split(":")[0];

async function open(query = "", game = `${server.url}/games/trails`): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(game + query);
  await waitFor(page, "window.__orrery?.ready");
  return page;
}

async function play(name: string, query = "", game?: string): Promise<Page> {
  const page = await open(query, game);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await until(page, "s.place === 'playing' && s.link === 'live'");
  return page;
}

it("plays a game of the kit in two tabs, keeps the seat over a reload, and is watched and replayed", {
  timeout: 120_000,
}, async () => {
  const first = await play("Ada");
  const room = await roomOf(first);
  const second = await play("Bea", `?match=${room}`);
  await until(second, "s.view.seats.filter(({ status }) => status === 'here').length === 2");
  // With the score that the game gives.
  const players = first.getByRole("list", { name: "Players" }).getByRole("listitem");
  await players.filter({ hasText: /^\d+Bea$/ }).waitFor();

  // A key turns one's rider, on one's own page and on the other one.
  const { seat, rows } = (await snapshot(second)).view;
  const isAcross = rows.riders[seat].heading % 2 === 0;
  await until(second, "s.view.world.phase === 'race'");
  await second.keyboard.press(isAcross ? "ArrowDown" : "ArrowRight");
  const turned = `s.view?.rows.riders[${seat}].heading === ${isAcross ? 1 : 0}`;
  await until(second, turned);
  await first.bringToFront();
  await until(first, turned);

  // The tab's seat is there after a reload.
  const before = (await snapshot(first)).view.seat;
  await first.reload();
  await until(first, "s.place === 'playing' && s.link === 'live'");
  const back = (await snapshot(first)).view;
  expect([back.seat, back.seats[back.seat].name, await roomOf(first)]).toEqual([before, "Ada", room]);

  // A third looks on, and sees what is public.
  const third = await open(`?watch=${room}`);
  await until(third, "s.place === 'watching' && s.replay?.live?.state === 'live' && s.view.seat === -1");
  await third.getByRole("list", { name: "Players" }).getByText("Ada").waitFor();
  await third.keyboard.press("Escape");
  await until(third, "s.place === 'menu'");

  // Both leave; the finished round is in the list, verified, and can be moved through.
  for (const page of [first, second]) {
    await page.bringToFront();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Leave the match" }).click();
    await until(page, "s.place === 'menu' && s.link === 'idle'");
  }
  const round = await finishedRound(room);
  await third.bringToFront();
  await third.goto(`${server.url}/games/trails?replay=${round}`);
  await until(third, "s.place === 'watching' && s.replay?.scanned");
  await third.keyboard.press("End");
  await until(third, "s.replay.tick === s.replay.lastTick && !s.replay.playing");
  await third.getByLabel("Time").fill(`${((await snapshot(third)).replay?.firstTick ?? 0) + 40}`);
  await until(third, "s.replay.tick === s.replay.firstTick + 40");
  expect((await snapshot(third)).replay?.differs).toBe(false);
});

it("lists the other games, says when there is no such game, and hands out the link to a private match", {
  timeout: 60_000,
}, async () => {
  const page = await open();
  await page.getByRole("link", { name: /^Bluff/ }).waitFor();
  await page.getByRole("button", { name: "Private match" }).click();
  await page.getByRole("button", { name: "Create and play" }).click();
  await until(page, "s.place === 'playing' && s.link === 'live'");
  const room = await roomOf(page);
  expect(new URL(page.url()).searchParams.get("match")).toBe(room);
  const { matches } = await (await fetch(`${server.url}/live`)).json();
  expect(matches.map((match: { room: string }) => match.room)).not.toContain(room);
  const none = await fetch(`${server.url}/games/nothing`);
  expect(none.status).toBe(404);
});

describe("a server with games of the kit only", () => {
  let kitOnly: ServerProcess;
  beforeAll(async () => {
    kitOnly = await startServerProcess({}, [join(ROOT, "test", "harness", "kit-games-server.ts")]);
  });
  afterAll(() => kitOnly?.stop());

  it("lists all games at the server's own address where none opens a page of its own", {
    timeout: 60_000,
  }, async () => {
    const page = await browser.context.newPage();
    await page.goto(kitOnly.url);
    await page.getByRole("link", { name: /^Bluff/ }).waitFor();
    await page.getByRole("link", { name: /^Trails/ }).click();
    await waitFor(page, "window.__orrery?.ready");
    expect(new URL(page.url()).pathname).toBe("/games/trails");
  });

  it("takes a drag of a finger and a game's button as commands, and shows the game's words", {
    timeout: 60_000,
  }, async () => {
    const page = await play("Ada", "", `${kitOnly.url}/games/sling`);
    const finger = await page.context().newCDPSession(page);
    const touch = (type: string, ...touchPoints: { x: number; y: number }[]) =>
      finger.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints });
    await touch("touchStart", { x: 200, y: 200 });
    for (const x of [220, 260, 300]) await touch("touchMove", { x, y: 200 });
    await touch("touchEnd");
    await until(page, "s.view.rows.slings[s.view.seat].dx === -100 && s.view.rows.slings[s.view.seat].dy === 0");

    // The game's words and buttons are the page's, and a button is there for as long as the game has it.
    await page.getByRole("status").getByText("Ada may let go").waitFor();
    await page.getByRole("listitem").and(page.locator("[aria-current]")).getByText("pulled -100").waitFor();
    const letGo = page.getByRole("navigation", { name: "Moves" }).getByRole("button", { name: "Let go" });
    await letGo.click();
    await until(page, "s.view.rows.slings[s.view.seat].dx === 0");
    await letGo.waitFor({ state: "detached" });
  });
});

async function finishedRound(room: string): Promise<string> {
  for (;;) {
    const rounds = (await (await fetch(`${server.url}/rounds`)).json()) as RoundInfo[];
    const ready = rounds.find(({ about, game }) => about?.room === room && game === "trails");
    if (ready !== undefined) return ready.id;
    await Bun.sleep(250);
  }
}
