import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { drawLittle, snapshotOf, until, waitFor } from "../harness/page.ts";
import { ProjectCopy } from "../harness/project-copy.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

interface Snapshot {
  readonly view: { readonly seat: number; readonly world: { readonly total: number } };
}

let copy: ProjectCopy;
let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  copy = new ProjectCopy("steps");
  [server, browser] = await Promise.all([
    startServerProcess({}, [join(copy.root, "server", "dev", "main.ts"), "--serve"]),
    openBrowser(),
  ]);
  await drawLittle(browser.context);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  copy?.remove();
});

const roomOf = async (page: Page): Promise<string> =>
  ((await page.evaluate("sessionStorage.getItem('orrery.steps.seat')")) as string).split(":")[0];

it("brings open pages back to their seats with what was saved, and shows why a save is not played", {
  timeout: 120_000,
}, async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/games/steps`);
  await waitFor(page, "window.__orrery?.ready");
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await until(page, "s.place === 'playing' && s.link === 'live' && s.view.world.total > 0");
  const room = await roomOf(page);
  const { seat, world } = (await snapshotOf<Snapshot>(page)).view;
  const inSeat = `s.place === 'playing' && s.link === 'live' && s.view?.seat === ${seat}`;
  const took: Record<string, number> = {};
  const save = async (what: string, edit: () => void, isSeen: () => Promise<void>) => {
    const savedMs = performance.now();
    edit();
    await isSeen();
    took[what] = Math.round(performance.now() - savedMs);
  };

  await save(
    "rules",
    () => copy.editGame("rules.ts", "total:", "bonus: int(0, 9, 4).public(),\n    total:"),
    () => until(page, `${inSeat} && s.view.world.bonus === 4 && s.view.world.total > ${world.total}`),
  );
  expect(await roomOf(page)).toBe(room);

  await save(
    "page",
    () => copy.editGame("page.ts", 'title: "Steps"', 'title: "Paces"'),
    () => until(page, `document.title === 'Paces' && ${inSeat} && s.view.world.total > ${world.total}`),
  );
  expect(await roomOf(page)).toBe(room);

  const alert = page.getByRole("alert").filter({ hasText: "is not played" });
  await save(
    "fault",
    () => copy.editGame("rules.ts", "STEP = 1", "STEP = = 1"),
    () => alert.filter({ hasText: "examples/steps/rules.ts:4:14: Unexpected =" }).waitFor(),
  );
  await until(page, inSeat);
  copy.editGame("rules.ts", "STEP = = 1", "STEP = 1");
  await alert.waitFor({ state: "hidden" });
  console.log(`from a save to the page, ms: ${JSON.stringify(took)}`);
});
