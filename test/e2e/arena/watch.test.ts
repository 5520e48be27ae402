import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { closePages, drawLittle, snapshotOf, startAtOnce, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";

/** What `window.__orrery.snapshot()` tells; the parts these tests read. */
interface Snapshot {
  scene: string;
  tick: number;
  ships: { seat: number; name: string; x: number; y: number }[];
  replay: {
    tick: number;
    firstTick: number;
    lastTick: number;
    playing: boolean;
    following: number;
    camera: string;
    live: { state: string; atEdge: boolean; ageS: number } | null;
  } | null;
}

const DELAY_S = 5;

let server: ServerProcess;
let browser: TestBrowser;
let bots: ReturnType<typeof Bun.spawn>;
let room = "";

beforeAll(async () => {
  [server, browser] = await Promise.all([
    startServerProcess({ SPECTATE_DELAY_S: `${DELAY_S}`, SEAT_HOLD_S: "2" }),
    openBrowser(),
  ]);
  await drawLittle(browser.context);
  await startAtOnce(browser.context);
  bots = Bun.spawn(
    [
      process.execPath,
      "client/bots/main.ts",
      "--url",
      server.url,
      "--count",
      "2",
      "--seconds",
      "600",
      "--pilot",
      "fighter",
    ],
    { cwd: ROOT, stdout: "ignore", stderr: "ignore" },
  );
  while (room === "") {
    await Bun.sleep(200);
    const { matches } = await (await fetch(`${server.url}/live`)).json();
    if (matches[0]?.people === 2) room = matches[0].room;
  }
}, 60_000);
afterAll(async () => {
  bots?.kill();
  await bots?.exited;
  await browser?.close();
  await server?.stop();
});

afterEach(async () => {
  await closePages(browser.context);
});

const snapshot = (page: Page) => snapshotOf<Snapshot>(page);

describe("a live match in a real browser", { timeout: 180_000 }, () => {
  it("opens from its link as soon as it can, and can be followed, rewound and returned to live", async () => {
    const page = await browser.context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${server.url}/?fx=low&watch=${room}`);
    await until(page, "s.scene === 'replay' && s.replay.live.atEdge && s.replay.tick > s.replay.firstTick + 60");
    const before = await snapshot(page);
    expect(before.replay?.live?.ageS).toBeGreaterThanOrEqual(DELAY_S);
    expect(before.ships.filter(({ name }) => name.startsWith("bot")).length).toBeGreaterThan(0);
    await until(page, `s.tick > ${before.tick + 30}`);
    const after = await snapshot(page);
    const moved = after.ships.filter(({ seat, x, y }) =>
      before.ships.some((ship) => ship.seat === seat && (ship.x !== x || ship.y !== y)),
    );
    expect(moved.length).toBeGreaterThan(1);
    await page.getByText(/^LIVE −\d+ s$/).waitFor();

    const camera = page.getByRole("combobox", { name: "Camera" });
    const seat = after.ships.find(({ name }) => name.startsWith("bot"))?.seat;
    await camera.selectOption(`seat ${seat}`);
    await until(page, `s.replay.camera === 'seat' && s.replay.following === ${seat}`);

    await until(page, "s.replay.tick > s.replay.firstTick + 420");
    await page.keyboard.press("ArrowLeft");
    await until(page, "!s.replay.live.atEdge && s.replay.playing");
    await page.keyboard.press("Space");
    await until(page, "!s.replay.playing");
    const paused = await snapshot(page);
    await until(page, `s.replay.lastTick > ${(paused.replay?.lastTick ?? 0) + 60}`);
    expect((await snapshot(page)).replay?.tick).toBe(paused.replay?.tick);
    await page.getByRole("button", { name: "Back to live" }).click();
    await until(page, `s.replay.live.atEdge && s.replay.playing && s.replay.tick > ${paused.replay?.tick}`);
    expect(problems).toEqual([]);
  });

  it("is chosen from the list of live matches, and says when it is over", async () => {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?fx=low`);
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("button", { name: /^2 players/ }).click();
    await until(page, "s.scene === 'replay' && s.replay.live !== null");
    expect(new URL(page.url()).searchParams.get("watch")).toBe(room);
    bots.kill("SIGKILL");
    await bots.exited;
    await page.getByText("The match is over: everyone has left.").waitFor({ timeout: 60_000 });
    await page.goto(`${server.url}/?fx=low&watch=nothing`);
    await page.getByText(/There is no such match, or it is over/).waitFor();
    await page.getByRole("button", { name: "Back to menu" }).click();
    expect(new URL(page.url()).searchParams.has("watch")).toBe(false);
  });
});
