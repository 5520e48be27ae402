import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { closePages, drawCoarsely, drawSeldom, snapshotOf, startAtOnce, until, waitFor } from "../../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";

const ENTRY = [join(import.meta.dirname, "..", "..", "harness", "arena", "short-rounds-server.ts")];
const SIZE = { width: 1280, height: 720 };
const WARDEN = { name: "Warden", password: "correct horse battery" };
const DELAY_S = 5;

let data = "";
let server: ServerProcess;
let browsers: TestBrowser[];

async function post(path: string, body: object, token = ""): Promise<{ token: string }> {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const response = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "orrery-community-"));
  const env = { DATA_DIR: data, SPECTATE_DELAY_S: `${DELAY_S}`, OPERATOR: WARDEN.name };
  server = await startServerProcess(env, ENTRY);
  const { token } = await post("/auth/guest", {});
  await post("/auth/register", WARDEN, token);
  await server.stop();
  // Whoever is to be operator has an account by then.
  server = await startServerProcess(env, ENTRY);
  browsers = await Promise.all([openBrowser(SIZE), openBrowser(SIZE)]);
}, 120_000);
afterEach(async () => {
  for (const { context } of browsers) await closePages(context);
});
afterAll(async () => {
  for (const browser of browsers ?? []) await browser.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const board = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name}`) });
const chat = (page: Page) => page.getByRole("log", { name: "Lobby chat" });

async function open(
  { context }: TestBrowser,
  problems: string[],
  { watched = "", mapSeen = false } = {},
): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.setDefaultTimeout(60_000);
  await drawSeldom(page);
  await startAtOnce(page);
  // A coarse picture comes with a coarse map.
  if (mapSeen) await page.setViewportSize({ width: 960, height: 540 });
  else await drawCoarsely(page);
  if (watched !== "") await makePhone(page);
  await page.goto(`${server.url}/?fx=low${watched === "" ? "" : `&watch=${watched}`}`);
  await waitFor(page, "window.__orrery?.ready", 90_000);
  return page;
}

/** A screen of a phone's size, with fingers and no mouse. */
async function makePhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  const device = await page.context().newCDPSession(page);
  await device.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
  const features = Object.entries({ pointer: "coarse", hover: "none" }).map(([name, value]) => ({ name, value }));
  await device.send("Emulation.setEmulatedMedia", { features });
}

/** A finger on something, or on a place of the page. */
async function tap(page: Page, at: Locator | { x: number; y: number }): Promise<void> {
  let place = at as { x: number; y: number };
  if (!("x" in at)) {
    await at.waitFor();
    const { x, y, width, height } = (await at.boundingBox()) as NonNullable<
      Awaited<ReturnType<Locator["boundingBox"]>>
    >;
    place = { x: x + width / 2, y: y + height / 2 };
  }
  const finger = await page.context().newCDPSession(page);
  await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [place] });
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

/** How many dots of the map have the colour of beacons; of what is nearly transparent, the colour is not exact. */
function beaconDots(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const map = document.querySelector(".hud:not([hidden]) .minimap-canvas");
    const { data } = map.getContext("2d").getImageData(0, 0, map.width, map.height);
    let dots = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] > 195 && data[i + 1] > 230 && data[i + 2] < 150 && data[i + 3] > 128) dots++;
    return dots;
  })()`);
}

async function say(page: Page, text: string): Promise<void> {
  const input = page.getByRole("textbox", { name: "Say something to the lobby" });
  await input.fill(text);
  await input.press("Enter");
}

// Two pages drawn in software on two cores take their time.
describe("two people in real browsers", { timeout: 400_000 }, () => {
  it("meet, chat, are mentioned, spectate, are muted, and appear in the league after the round", async () => {
    const problems: string[] = [];
    const [warden, guest] = await Promise.all(browsers.map((browser) => open(browser, problems)));
    const guestName = await guest.getByLabel("Pilot name").inputValue();

    await warden.getByRole("button", { name: "Sign in" }).click();
    const account = warden.getByRole("dialog", { name: "Account" });
    await account.getByRole("radio", { name: "Sign in" }).check({ force: true });
    const form = account.locator("form:visible");
    await form.getByLabel("Name").fill(WARDEN.name);
    await form.getByLabel("Password").fill(WARDEN.password);
    await form.getByRole("button", { name: "Sign in" }).click();
    await account.getByText(`Signed in as ${WARDEN.name}`).waitFor();
    await warden.keyboard.press("Escape");
    await board(guest, "Online").getByRole("button", { name: WARDEN.name }).waitFor();
    await board(warden, "Online").getByRole("button", { name: guestName }).waitFor();

    await say(warden, `hello @${guestName}`);
    await chat(guest).locator(".line.calls").getByText("hello").waitFor();
    await guest.getByRole("list", { name: "Notices" }).getByText(WARDEN.name).waitFor();
    await guest.getByRole("button", { name: "Inbox, 1 unread" }).waitFor();
    await say(guest, "and to you");
    await chat(warden).getByText("and to you").waitFor();

    await guest.getByRole("button", { name: "Launch" }).click();
    await until(guest, "s.link === 'live' && s.own");
    const matches = board(warden, "Live matches");
    await matches.getByText("1 of 8 pilots").waitFor();
    await matches.getByRole("button", { name: /^Watch/ }).click();
    await until(warden, `s.replay?.live && s.ships.some(({ name }) => name === ${JSON.stringify(guestName)})`);
    await warden.keyboard.press("Escape");
    await board(warden, "Chat").waitFor();

    await chat(warden).locator(".line", { hasText: "and to you" }).focus();
    await warden.keyboard.press("Enter");
    const line = warden.getByRole("dialog", { name: "Message" });
    await line.getByLabel("Because").fill("for a test");
    await line.getByRole("button", { name: "Mute", exact: true }).click();
    await line.getByText("Muted.").waitFor();
    await warden.keyboard.press("Escape");
    await guest.keyboard.press("Enter");
    const input = guest.getByRole("textbox", { name: "Say something in this match" });
    await expect.poll(() => input.isEditable()).toBe(false);
    await guest
      .getByText(/muted you until/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await guest.keyboard.press("Escape");

    await warden.getByRole("button", { name: "Moderation" }).click();
    const desk = warden.getByRole("dialog", { name: "Moderation" });
    await desk.getByRole("radio", { name: "Trail" }).check({ force: true });
    await desk.getByText("for a test").waitFor();
    await desk.getByRole("button", { name: `Unmute ${guestName}` }).click();
    await desk.getByText(`${guestName} is no longer muted.`).waitFor();
    await desk.getByRole("radio", { name: "Beacons" }).check({ force: true });
    await desk.getByLabel("Name", { exact: true }).fill("roof");
    await desk.getByRole("button", { name: "Issue a token" }).click();
    await desk.getByText("The token of roof").waitFor();
    await warden.keyboard.press("Escape");
    await guest.keyboard.press("Enter");
    await expect.poll(() => input.isEditable()).toBe(true);
    await guest.keyboard.press("Escape");

    // Pirates see to it that the round is not without deeds.
    await until(guest, "s.round.over || s.round.number > 1", 200_000);
    await warden.getByRole("navigation", { name: "Lobby" }).getByRole("button", { name: "League" }).click();
    await warden.getByRole("row", { name: new RegExp(guestName) }).waitFor();
    expect(problems).toEqual([]);
  });
});

describe("a beacon, on a player's map and on a spectator's phone", { timeout: 300_000 }, () => {
  it("shows its last report, as plain text, with the match's chat in reach", async () => {
    const problems: string[] = [];
    const { token } = await post("/auth/login", WARDEN);
    const beacon = await post("/beacons/token", { name: "lighthouse" }, token);
    const label = "<img src=x onerror=window.ran=1>";
    const publish = (x: number, y: number, lamp: number) =>
      post("/beacon", { x, y, label, values: { "lamp °": lamp } }, beacon.token);
    const list = (page: Page) => page.getByRole("list", { name: "Beacons" }).getByRole("listitem");
    const here = (page: Page) => page.locator(".beacon-mark").filter({ visible: true });

    // Two tabs of one person: the guest was muted.
    const [browser] = browsers;
    const pilot = await open(browser, problems, { mapSeen: true });
    const asked: string[] = [];
    pilot.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await pilot.getByRole("button", { name: "Launch" }).click();
    await until(pilot, "s.link === 'live' && s.own");
    expect([await list(pilot).count(), await beaconDots(pilot)]).toEqual([0, 0]);
    // Pirates and the station's own way may carry its ship off meanwhile.
    const publishHere = async () => {
      const { own } = await snapshotOf<{ own: { x: number; y: number } }>(pilot);
      await publish(Math.round(own.x) + 60, Math.round(own.y) - 60, 21.5);
      return here(pilot).count();
    };
    await expect.poll(publishHere, { interval: 1_200, timeout: 30_000 }).toBe(1);
    expect(await here(pilot).textContent()).toBe(`lighthouse${label}lamp °21.5`);
    expect(await list(pilot).textContent()).toMatch(new RegExp(`^lighthouse${label}\\d+lamp °21\\.5$`));
    await publish(-2_000, 1_000, -3.25);
    await list(pilot).getByText("-3.25").waitFor();
    await expect.poll(() => beaconDots(pilot), { timeout: 10_000 }).toBeGreaterThan(2);
    expect([await list(pilot).count(), await list(pilot).getByText("21.5").count()]).toEqual([1, 0]);
    expect(await pilot.evaluate("[window.ran, document.querySelectorAll('img').length]")).toEqual([undefined, 0]);
    expect(asked.filter((path) => path === "/feed")).toEqual([]);

    const { matches } = await (await fetch(`${server.url}/live`)).json();
    const phone = await open(browser, problems, { watched: matches[0].room });
    await until(phone, "s.replay?.live");
    await publish(-2_000, 1_000, -3.5);
    await tap(phone, phone.getByText("1 beacon", { exact: true }).filter({ visible: true }));
    await list(phone).getByText("-3.5").waitFor();
    const chatting = phone.getByRole("textbox", { name: "Say something in this match" });
    await tap(phone, phone.getByRole("button", { name: "Chat" }));
    await chatting.fill("seen from afar");
    await tap(phone, phone.getByRole("button", { name: "Send" }).filter({ visible: true }));
    await pilot.locator(".quiet-line", { hasText: "seen from afar" }).waitFor();
    await chatting.waitFor({ state: "hidden" });
    await tap(phone, phone.getByRole("button", { name: "Chat" }));
    await chatting.waitFor();
    await tap(phone, { x: 195, y: 420 });
    await chatting.waitFor({ state: "hidden" });
    expect(problems).toEqual([]);
  });
});
