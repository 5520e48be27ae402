import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { closePages, drawLittle, snapshotOf, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";
import { openSlowLink } from "../../harness/slow-link.ts";

/** What `window.__orrery.snapshot()` tells; the parts these tests read. */
interface Snapshot {
  link: string;
  tick: number;
  own: { seat: number; x: number; y: number; angle: number; alive: boolean } | null;
  ships: { seat: number; name: string; x: number; y: number; own: boolean }[];
  bolts: { seat: number; own: boolean }[];
  net: { correctionP50Px: number; rttMs: number; patchHz: number };
}

let server: ServerProcess;
/** Where people begin in sight of each other. */
let meeting: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  const arenaEntry = join(import.meta.dirname, "..", "..", "harness", "arena", "empty-arena-server.ts");
  [server, meeting, browser] = await Promise.all([
    startServerProcess(),
    startServerProcess({}, [arenaEntry]),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), meeting?.stop()]);
});
afterEach(async () => {
  await closePages(browser.context);
});

const snapshot = (page: Page) => snapshotOf<Snapshot>(page);

interface Launch {
  readonly page: Page;
  /** Errors that the page did not catch. */
  readonly problems: string[];
  readonly loadedMs: number;
  readonly joinedMs: number;
}

/** Opens the link as a player would: types a name, presses Enter, and flies. */
async function launch(name: string, port = server.port, prepare = drawLittle): Promise<Launch> {
  const page = await browser.context.newPage();
  await prepare(page);
  const beganMs = performance.now();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`http://127.0.0.1:${port}/?fx=low`);
  await page
    .getByLabel(/name|callsign/i)
    .first()
    .fill(name);
  const loadedMs = performance.now() - beganMs;
  await page.keyboard.press("Enter");
  await until(page, "s.link === 'live' && s.own && s.own.alive");
  return { page, problems, loadedMs, joinedMs: performance.now() - beganMs - loadedMs };
}

/** The displays of which one lies over another. */
function overlaps(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const shown = [".purse", ".round-clock", ".minimap", ".vitals", ".hold"].map((name) => {
      const { left, top, right, bottom } = document.querySelector(name).getBoundingClientRect();
      return { name, left, top, right, bottom };
    });
    const isOver = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return shown.flatMap((a, i) => shown.slice(i + 1).flatMap((b) => (isOver(a, b) ? [a.name + " and " + b.name] : [])));
  })()`);
}

// Two pages drawn in software on two cores take their time.
describe("the game in a real browser", { timeout: 120_000 }, () => {
  // How long that takes is a target of the benchmark `first`: here others have the processor, too.
  it("flies once the link is opened, and responds to keys", async () => {
    const { page, problems, loadedMs, joinedMs } = await launch("Swift Longname", server.port, async () => {});
    console.log(`page drawn after ${Math.round(loadedMs)} ms, in flight ${Math.round(joinedMs)} ms after Enter`);
    const before = await snapshot(page);
    await page.keyboard.down("KeyW");
    await until(page, `Math.hypot(s.own.x - ${before.own?.x}, s.own.y - ${before.own?.y}) > 20`);
    await page.keyboard.up("KeyW");
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await overlaps(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it("is listed on the pages of other games", async () => {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/games/trails`);
    await page.getByRole("link", { name: /Orrery/ }).waitFor();
  });

  it("shows two players each other moving and shooting", async () => {
    const ada = await launch("Ada", meeting.port);
    const ben = await launch("Ben", meeting.port);
    await until(ada.page, "s.ships.some((ship) => ship.name === 'Ben')");
    await until(ben.page, "s.ships.some((ship) => ship.name === 'Ada')");

    // One after the other: a ship that thrusts has left the other's view in seconds.
    await ada.page.bringToFront();
    await ada.page.keyboard.down("Space");
    const adaSeat = (await snapshot(ada.page)).own?.seat;
    await until(ben.page, `s.bolts.some((bolt) => bolt.seat === ${adaSeat} && !bolt.own)`);
    const seen = (await snapshot(ben.page)).ships.find((ship) => ship.name === "Ada");
    await ada.page.keyboard.down("KeyW");
    await until(
      ben.page,
      `s.ships.some((ship) => ship.name === 'Ada' && Math.hypot(ship.x - ${seen?.x}, ship.y - ${seen?.y}) > 50)`,
    );
    await ada.page.keyboard.up("Space");
    await ada.page.keyboard.up("KeyW");
    expect([...ada.problems, ...ben.problems]).toEqual([]);
  });

  it("shows a hostile name as text", async () => {
    const name = "<b onclick=x>";
    const { page, problems } = await launch(name);
    await page.keyboard.down("Tab");
    await page.getByText(name).first().waitFor();
    expect(await page.locator("b[onclick]").count()).toBe(0);
    await page.keyboard.up("Tab");
    expect(problems).toEqual([]);
  });

  it("comes back to the same ship after a pulled plug, after a reload, and in a new tab once its own is closed", async () => {
    const link = openSlowLink(server, { delayMs: 5, jitterMs: 0 });
    try {
      const { page, problems } = await launch("Phoenix", link.port);
      const { own } = await snapshot(page);
      const { taken } = link;
      link.cut();
      await expect.poll(() => link.taken, { timeout: 30_000 }).toBeGreaterThan(taken);
      const { tick } = await snapshot(page);
      await until(page, `s.link === 'live' && s.tick > ${tick + 60} && s.own?.seat === ${own?.seat} && s.own.alive`);
      await page.reload();
      await until(page, `s.link === 'live' && s.own?.seat === ${own?.seat} && s.own.alive`);
      const url = page.url();
      // As a closed tab does, and `close` alone does not, it tells the page that it goes.
      await page.goto("about:blank");
      await page.close();
      const next = await browser.context.newPage();
      next.on("pageerror", (error) => problems.push(error.message));
      await next.goto(url);
      await until(next, `s.link === 'live' && s.own?.seat === ${own?.seat} && s.own.alive`);
      const { ships } = await snapshot(next);
      expect(ships.filter((ship) => ship.name === "Phoenix")).toHaveLength(1);
      expect(problems).toEqual([]);
    } finally {
      link.stop();
    }
  });

  it("answers a key within one frame at 100 ms RTT with 20 ms jitter, with a median correction under 1 px", async () => {
    const link = openSlowLink(server, { delayMs: 45, jitterMs: 10 });
    try {
      const { page } = await launch("Laggy", link.port, async () => {});
      await until(page, "s.net.rttMs > 80 && s.net.patchHz > 10");
      // Frames between a key going down in the page and the ship's heading turning, counted in the page itself.
      const frames = await page.evaluate(`new Promise((resolve) => {
        const angle = () => window.__orrery.snapshot().own.angle;
        const before = angle();
        let frames = 0;
        window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyA", key: "a", bubbles: true }));
        const look = () => { frames++; if (angle() !== before || frames > 120) resolve(frames); else requestAnimationFrame(look); };
        requestAnimationFrame(look);
      })`);
      console.log(`frames from key to turn at 100 ms RTT: ${frames}`);
      // This look may come before the game's own turn in a frame: then the next one shows it.
      expect(frames).toBeLessThanOrEqual(2);
      await page.keyboard.down("KeyW");
      await until(page, "s.tick > 0");
      const start = (await snapshot(page)).tick;
      await until(page, `s.tick > ${start + 360}`);
      const { net } = await snapshot(page);
      console.log(`median correction at ${Math.round(net.rttMs)} ms RTT: ${net.correctionP50Px.toFixed(3)} px`);
      expect(net.correctionP50Px).toBeLessThan(1);
    } finally {
      link.stop();
    }
  });
});
