import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../../server/journal/files/file-system.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import { type RecordedBattle, recordBattle } from "../../harness/arena/recorded-battle.ts";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { closePages, drawCoarsely, snapshotOf, startAtOnce, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

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
    speed: number;
    following: number;
    camera: string;
    kills: number;
    seekMs: number;
  } | null;
}

/** What half the jumps, and every jump, must stay below, ms: the target, and what a machine full of other tests may take. */
const HALF_MS = 200;
const EVERY_MS = 1_000;
const NAMES = ["Nyx", "<b onclick=x>", "Кира"];

let data: string;
let battle: RecordedBattle;
let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "orrery-replays-"));
  const store = new FileJournalStore(diskFileSystem, data);
  battle = await recordBattle(store, { people: 40, roundTicks: 3_600, resultTicks: 600 });
  await nameThem(data);
  const bytes = (await store.readReplay(battle.id)) ?? new Uint8Array();
  const damaged = bytes.slice();
  damaged[damaged.length >> 1] ^= 1;
  await Bun.write(join(data, "replays", "damaged-1.orj"), damaged);
  [server, browser] = await Promise.all([startServerProcess({ DATA_DIR: data }), openBrowser()]);
  await drawCoarsely(browser.context);
  await startAtOnce(browser.context);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});
afterEach(async () => {
  await closePages(browser.context);
});

/** As the server that recorded the battle would have. */
async function nameThem(folder: string): Promise<void> {
  const store = await openStore(sqlite(join(folder, "orrery.sqlite")), { pruned() {}, wallMs: Date.now });
  const row = { room: "proving", player: 0, atMs: Date.now() };
  await store.addPilots(NAMES.map((name, seat) => ({ ...row, pilot: seat + 1, name })));
  await store.close();
}

const snapshot = (page: Page) => snapshotOf<Snapshot>(page);

async function open(query: string) {
  const page = await browser.context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${server.url}/?fx=low${query}`);
  return { page, problems };
}

/** Moves the scrub bar as a player does, and waits for the picture. */
async function jump(page: Page, tick: number): Promise<number> {
  await page.getByRole("slider", { name: "Time" }).fill(String(tick));
  await until(page, `s.replay.tick === ${tick} && Math.floor(s.tick) === ${tick}`);
  return (await snapshot(page)).replay?.seekMs ?? Number.NaN;
}

describe("a replay in a real browser", { timeout: 180_000 }, () => {
  it("opens from its link, plays, jumps, and follows the chosen ship", async () => {
    const { page, problems } = await open(`&replay=${battle.id}`);
    await until(page, "s.scene === 'replay' && s.replay.playing && s.replay.tick > 60");
    await page.keyboard.press("Space");
    await until(page, "!s.replay.playing");

    // The first jumps have the file's own worlds to start from; those after the scan have more.
    const seeks: number[] = [];
    const { lastTick } = (await snapshot(page)).replay ?? { lastTick: 0 };
    expect(lastTick).toBe(4_200);
    for (const share of [0.93, 0.31, 0.77, 0.12, 0.58]) seeks.push(await jump(page, Math.round(lastTick * share)));
    console.log(`jumps within ${lastTick} ticks of 49 ships: ${seeks.map((ms) => ms.toFixed(1)).join(", ")} ms`);
    expect(seeks.toSorted((a, b) => a - b)[seeks.length >> 1]).toBeLessThan(HALF_MS);
    expect(Math.max(...seeks)).toBeLessThan(EVERY_MS);

    // One more jump shows the very ships of that tick.
    await jump(page, 2_000);
    const shown = (await snapshot(page)).ships;
    await jump(page, 600);
    await jump(page, 2_000);
    expect((await snapshot(page)).ships).toEqual(shown);

    const camera = page.getByRole("combobox", { name: "Camera" });
    await camera.selectOption({ label: "Кира" });
    await until(page, "s.replay.camera === 'seat' && s.replay.following === 2");
    await page.keyboard.down("KeyD");
    await until(page, "s.replay.camera === 'free'");
    await page.keyboard.up("KeyD");

    await page.getByRole("combobox", { name: "Speed" }).selectOption("16");
    await page.getByRole("button", { name: "Play" }).click();
    await until(page, "s.replay.speed === 16 && s.replay.tick > 2600");
    await page.keyboard.press("End");
    await until(page, `s.replay.tick === ${lastTick} && !s.replay.playing`);
    expect(problems).toEqual([]);
  });

  it("is chosen from the menu's list, and left by its button and the browser's Back", async () => {
    const { page, problems } = await open("");
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    const row = page.getByRole("button", { name: /Round 1.*1:10.*40 players/s });
    await row.click();
    await until(page, "s.scene === 'replay'");
    expect(new URL(page.url()).searchParams.get("replay")).toBe(battle.id);
    await page.keyboard.press("Escape");
    await until(page, "s.scene === 'menu'");
    expect(new URL(page.url()).searchParams.has("replay")).toBe(false);
    await page.goBack();
    await until(page, "s.scene === 'replay'");
    await page.goBack();
    await until(page, "s.scene === 'menu'");
    expect(problems).toEqual([]);
  });

  it("shows hostile names as text", async () => {
    const { page } = await open(`&replay=${battle.id}`);
    await until(page, "s.scene === 'replay' && s.replay.tick > 60");
    await page.keyboard.press("KeyT");
    await page.getByRole("cell", { name: NAMES[1] }).waitFor();
    await page.getByRole("combobox", { name: "Camera" }).selectOption({ label: NAMES[1] });
    await page.locator(".replay-with").getByText(NAMES[1]).waitFor();
    expect(await page.locator("b[onclick]").count()).toBe(0);
  });

  it.each([
    ["nothing-1", /no replay of this round/],
    ["damaged-1", /damaged/],
  ])("says in words why it does not show %s, and leads to the menu", async (id, words) => {
    const { page, problems } = await open(`&replay=${id}`);
    await page.getByText(words).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Back to menu" }).click();
    await page.getByRole("button", { name: "Launch" }).waitFor();
    expect(new URL(page.url()).searchParams.has("replay")).toBe(false);
    expect(problems).toEqual([]);
  });
});
