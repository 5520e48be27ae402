import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arena } from "../../../shared/games/arena/index.ts";
import type { RoundInfo } from "../../../shared/wire/rounds.ts";
import { type NextVersion, nextVersion } from "../../harness/arena/next-version.ts";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { drawLittle, snapshotOf, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";

interface Snapshot {
  own: { seat: number };
  players: { name: string }[];
}

const ROUND_S = 24;
const ENTRY = join("test", "harness", "arena", "deploy-server.ts");
const RELEASE = `arena-${arena.version}`;

let data: string;
let next: NextVersion;
let browser: TestBrowser;
let server: ServerProcess | null = null;
const start = async (folder: string, port = "0") => {
  server = await startServerProcess({ DATA_DIR: data, PORT: port }, [join(folder, ENTRY), `${ROUND_S}`]);
  return server;
};

beforeAll(async () => {
  next = nextVersion();
  data = await mkdtemp(join(tmpdir(), "orrery-deploy-"));
  browser = await openBrowser();
  await drawLittle(browser.context);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  next?.remove();
  await rm(data, { recursive: true, force: true });
});

async function launch(name: string, port: number): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`http://127.0.0.1:${port}/?fx=low`);
  await page
    .getByLabel(/name|callsign/i)
    .first()
    .fill(name);
  await page.keyboard.press("Enter");
  await until(page, "s.link === 'live' && s.own?.alive");
  return page;
}

const names = async (page: Page) => (await snapshotOf<Snapshot>(page)).players.map(({ name }) => name);
const path = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

it("players of a match see it through a deploy, a reload included, and are in the next one", {
  timeout: 180_000,
}, async () => {
  const before = await start(ROOT);
  const ada = await launch("Ada", before.port);
  const { own } = await snapshotOf<Snapshot>(ada);
  const inSeat = `s.link === 'live' && s.own?.seat === ${own.seat} && s.players.some((p) => p.own && p.name === 'Ada')`;
  await expect.poll(() => existsSync(join(data, "releases", RELEASE, "release.json")), { timeout: 30_000 }).toBe(true);
  const { tick } = (await snapshotOf(ada)) as { tick: number };
  await before.kill();
  const after = await start(next.folder, `${before.port}`);
  // Nothing was reloaded: the page that was there goes on.
  await until(ada, `${inSeat} && s.tick > ${tick + 60}`);
  expect(path(ada)).toBe("/?fx=low");

  await ada.reload();
  await ada.waitForURL(`**/v/${RELEASE}/?fx=low`);
  await until(ada, inSeat);
  const ben = await launch("Ben", after.port);
  expect(path(ben)).toBe("/?fx=low");
  await ada.bringToFront();
  expect(await names(ada)).not.toContain("Ben");
  expect(await names(ben)).not.toContain("Ada");

  // The round ends, and with it the match of the old version.
  await ada.waitForURL((url) => url.pathname === "/", { timeout: 90_000 });
  await until(ada, "s.link === 'live' && s.own?.alive && s.players.some((p) => p.name === 'Ben')");
  expect(await names(ada)).toContain("Ada");

  // The old match is a replay by now, which its own version shows.
  const rounds = async () => (await (await fetch(`${after.url}/rounds`)).json()) as RoundInfo[];
  await expect.poll(async () => (await rounds()).map(({ state }) => state), { timeout: 30_000 }).toEqual(["ready"]);
  const [{ id, about }] = await rounds();
  expect(about).toMatchObject({ players: 1, over: true });
  await ada.goto(`${after.url}/?fx=low&replay=${id}`);
  await ada.waitForURL(`**/v/${RELEASE}/?fx=low&replay=${id}`);
  await until(ada, "s.scene === 'replay' && s.replay.tick > 60 && s.ships.some((ship) => ship.name === 'Ada')");
  expect(after.output()).not.toMatch(/error/i);
});
