import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../../server/journal/files/file-system.ts";
import { createRandom, nextUint32 } from "../../../shared/math/random.ts";
import { CLOSE, REFUSAL, ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { recordBattle } from "../../harness/arena/recorded-battle.ts";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { endSockets, holdSockets, openSockets, sleepTab } from "../../harness/odd-pages.ts";
import { drawLittle, until } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

/** All pairs with `ALL_PAIRS=1`; otherwise a sample of them, other ones with another `PAIRS_SEED`. */
const ALL = process.env.ALL_PAIRS === "1";
const SEED = Number(process.env.PAIRS_SEED ?? 1);
const SAMPLE = 9;

type State = "menu" | "joining" | "playing" | "watching" | "lost";
type Exit = keyof typeof EXITS;

/** One page, and what its way to the server does. */
interface Visit {
  page: Page;
  /** How a request for a seat in an arena is answered; null: by the server. `hold`: not at all. */
  arenaAnswer: null | "hold" | { readonly status: number; readonly error: string };
  /** Answers what is held. */
  readonly held: (() => Promise<void>)[];
}

let data: string;
let replay: string;
let server: ServerProcess;
let browser: TestBrowser;
const problems: string[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "orrery-places-"));
  const store = new FileJournalStore(diskFileSystem, data);
  replay = (await recordBattle(store, { people: 4, roundTicks: 1_200, resultTicks: 300 })).id;
  [server, browser] = await Promise.all([
    startServerProcess({ DATA_DIR: data }),
    openBrowser({ width: 480, height: 300 }),
  ]);
  await drawLittle(browser.context);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const at = (visit: Visit, place: State, timeoutMs = 60_000) => until(visit.page, `s.place === "${place}"`, timeoutMs);
const name = (visit: Visit) => visit.page.getByLabel("Pilot name");

async function newPage(visit: Omit<Visit, "page">): Promise<Page> {
  const page = await browser.context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => problems.push(error.message));
  await holdSockets(page);
  await page.route(/\/matchmake\/\w+\/(arena|[\w-]{9,})/, async (route) => {
    const answer = async (): Promise<void> => {
      const { arenaAnswer } = visit;
      if (arenaAnswer === null || arenaAnswer === "hold") return route.continue();
      const { status, error } = arenaAnswer;
      return status === 0 ? route.abort() : route.fulfill({ status, json: { code: status, error } });
    };
    if (visit.arenaAnswer === "hold") visit.held.push(() => answer().catch(() => {}));
    else await answer();
  });
  return page;
}

/** @param behind a replay is, in the history */
async function openMenu(behind: boolean): Promise<Visit> {
  const visit: Omit<Visit, "page"> = { arenaAnswer: null, held: [] };
  const whole: Visit = Object.assign(visit, { page: await newPage(visit) });
  await whole.page.goto(`${server.url}/?fx=low${behind ? `&replay=${replay}` : ""}`);
  if (behind) {
    await at(whole, "watching");
    await whole.page.keyboard.press("Escape");
  }
  await at(whole, "menu");
  return whole;
}

let launched = 0;

async function launch(visit: Visit): Promise<void> {
  // A ship of before may be held yet, with its name.
  await name(visit).fill(`Walker ${++launched}`);
  await visit.page.keyboard.press("Enter");
}

/** Goes to an address within the page, as its own links do. */
const go = (visit: Visit, id: string): Promise<void> =>
  visit.page.evaluate(`(() => {
    const url = new URL(location.href);
    url.searchParams.set("replay", "${id}");
    history.pushState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
  })()`);

const ENTER: Readonly<Record<State, (visit: Visit) => Promise<void>>> = {
  menu: async () => {},
  async joining(visit) {
    visit.arenaAnswer = "hold";
    await launch(visit);
  },
  async playing(visit) {
    await launch(visit);
    await until(visit.page, "s.place === 'playing' && s.own?.alive");
  },
  watching: (visit) => go(visit, replay),
  lost: (visit) => go(visit, "nothing-1"),
};

/** Ends every socket as a server or a network would, and answers what waits in the same sense. */
async function end(visit: Visit, code: number, reason: string, answer: Visit["arenaAnswer"]): Promise<void> {
  const waiting = visit.arenaAnswer === "hold";
  visit.arenaAnswer = answer;
  for (const answerNow of visit.held.splice(0)) await answerNow();
  await endSockets(visit.page, code, reason);
  // What is held against the next attempt would keep the page from coming back.
  if (!waiting) visit.arenaAnswer = null;
}

async function reopen(visit: Visit): Promise<void> {
  const url = visit.page.url();
  // As a closed tab does, and `close` alone does not, it tells the page that it goes.
  await visit.page.goto("about:blank");
  await visit.page.close();
  visit.page = await newPage(visit);
  visit.arenaAnswer = null;
  await visit.page.goto(url);
}

const EXITS = {
  async escape(visit: Visit, from: State) {
    await visit.page.keyboard.press("Escape");
    if (from === "playing") await visit.page.getByRole("button", { name: "Leave the arena" }).click();
  },
  back: async (visit: Visit) => void (await visit.page.goBack()),
  close: (visit: Visit) => reopen(visit),
  async reload(visit: Visit) {
    visit.arenaAnswer = null;
    await visit.page.reload();
  },
  lostSocket: (visit: Visit) => end(visit, 1012, "", { status: 0, error: "" }),
  ban: (visit: Visit) =>
    end(visit, CLOSE.banned.code, CLOSE.banned.reason, { status: ROOM_REFUSAL.banned, error: CLOSE.banned.reason }),
  otherVersion: (visit: Visit) => end(visit, CLOSE.otherVersion.code, CLOSE.otherVersion.reason, REFUSAL.otherVersion),
  async fullServer(visit: Visit, from: State) {
    if (from === "joining") return end(visit, 1012, "", REFUSAL.unavailable);
    visit.arenaAnswer = REFUSAL.unavailable;
    if (from === "menu") await launch(visit);
    else await endSockets(visit.page, 1012, "");
    // A seat is asked for until there is room again.
    if (from === "playing") setTimeout(() => Object.assign(visit, { arenaAnswer: null }), 2_000);
  },
  sleep: (visit: Visit) => sleepTab(visit.page, 3_000),
};

/** Where each exit leads from each state. */
const LEADS: Readonly<Record<State, Readonly<Record<Exit, State>>>> = {
  menu: {
    ...{ escape: "menu", back: "watching", close: "menu", reload: "menu", lostSocket: "menu" },
    ...{ ban: "menu", otherVersion: "menu", fullServer: "menu", sleep: "menu" },
  },
  joining: {
    ...{ escape: "menu", back: "watching", close: "menu", reload: "menu", lostSocket: "menu" },
    ...{ ban: "menu", otherVersion: "menu", fullServer: "menu", sleep: "joining" },
  },
  playing: {
    ...{ escape: "menu", back: "watching", close: "playing", reload: "playing", lostSocket: "playing" },
    ...{ ban: "menu", otherVersion: "playing", fullServer: "playing", sleep: "playing" },
  },
  watching: {
    ...{ escape: "menu", back: "menu", close: "watching", reload: "watching", lostSocket: "watching" },
    ...{ ban: "watching", otherVersion: "watching", fullServer: "watching", sleep: "watching" },
  },
  lost: {
    ...{ escape: "menu", back: "menu", close: "lost", reload: "lost", lostSocket: "lost" },
    ...{ ban: "lost", otherVersion: "lost", fullServer: "lost", sleep: "lost" },
  },
};

/** What the page shows, and holds on to. */
interface Shown {
  menu: boolean;
  hud: boolean;
  replay: boolean;
  notice: boolean;
  dialogs: number;
  seat: boolean;
}

const shown = (visit: Visit): Promise<Shown> =>
  visit.page.evaluate(`(() => {
    const seen = (selector) => document.querySelector(selector)?.checkVisibility() ?? false;
    return { menu: seen(".menu"), hud: seen(".hud:not(.replay)"), replay: seen(".hud.replay"), notice: seen(".notice"),
      dialogs: document.querySelectorAll("dialog[open]").length, seat: sessionStorage.getItem("orrery.seat") !== null };
  })()`);

const EXPECTED: Readonly<Record<State, Shown>> = {
  menu: { menu: true, hud: false, replay: false, notice: false, dialogs: 0, seat: false },
  joining: { menu: true, hud: false, replay: false, notice: false, dialogs: 0, seat: false },
  playing: { menu: false, hud: true, replay: false, notice: false, dialogs: 0, seat: true },
  watching: { menu: false, hud: false, replay: true, notice: false, dialogs: 0, seat: false },
  lost: { menu: true, hud: false, replay: false, notice: true, dialogs: 0, seat: false },
};

/** Sockets to other rooms than the lobby's. */
async function arenas({ page }: Visit): Promise<number> {
  const lobby = String(await page.evaluate("sessionStorage.getItem('orrery.lobby-seat')?.split(':')[0] ?? '?'"));
  return (await openSockets(page)).filter((url) => !url.includes(`/${lobby}?`)).length;
}

async function check(visit: Visit, from: State, exit: Exit): Promise<void> {
  const to = LEADS[from][exit];
  await ENTER[from](visit);
  await at(visit, from);
  await EXITS[exit](visit, from);
  // A page that fetches itself anew, or waits for its seat, passes through other places.
  await at(visit, to);
  await expect.poll(() => shown(visit).catch(() => null), { timeout: 30_000 }).toEqual(EXPECTED[to]);
  await expect.poll(() => arenas(visit).catch(() => null), { timeout: 15_000 }).toBe(to === "playing" ? 1 : 0);
  if (to === "playing") await until(visit.page, "s.link === 'live'", 30_000);
  if (to === "menu") await visit.page.getByRole("button", { name: "Launch", exact: true }).click({ trial: true });
}

/** By seed, in an order of its own; a sample has every state and every exit. */
function chosen(): (readonly [State, Exit])[] {
  const all = (Object.keys(LEADS) as State[]).flatMap((from) =>
    (Object.keys(EXITS) as Exit[]).map((exit) => [from, exit] as const),
  );
  if (ALL) return all;
  const random = createRandom(SEED);
  const ranked = all.map((pair) => ({ pair, rank: nextUint32(random) })).sort((a, b) => a.rank - b.rank);
  const sample: (readonly [State, Exit])[] = [];
  for (const { pair } of ranked) if (!sample.some(([, exit]) => exit === pair[1])) sample.push(pair);
  return sample.slice(0, SAMPLE);
}

describe("Escape", { timeout: 120_000 }, () => {
  it("closes a dialog first, and leaves the replay only then", async () => {
    const visit = await openMenu(false);
    await go(visit, replay);
    await at(visit, "watching");
    await visit.page.evaluate("document.body.appendChild(document.createElement('dialog')).showModal()");
    await visit.page.keyboard.press("Escape");
    await expect.poll(async () => (await shown(visit)).dialogs).toBe(0);
    await visit.page.waitForTimeout(200);
    await at(visit, "watching");
    await visit.page.keyboard.press("Escape");
    await at(visit, "menu");
    await visit.page.close();
    expect(problems.splice(0)).toEqual([]);
  });
});

describe(`every place of the page is left (${ALL ? "all pairs" : `seed ${SEED}`})`, { timeout: 120_000 }, () => {
  it.each(chosen())("%s by %s", async (from, exit) => {
    const visit = await openMenu(exit === "back" && from !== "watching" && from !== "lost");
    try {
      await check(visit, from, exit);
      expect(problems.splice(0)).toEqual([]);
    } finally {
      await visit.page.evaluate("sessionStorage.clear()").catch(() => {});
      await visit.page.close();
    }
  });
});
