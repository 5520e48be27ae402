import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { until } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const ENTRY = [join(import.meta.dirname, "..", "harness", "community-server.ts")];
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
afterAll(async () => {
  for (const browser of browsers ?? []) await browser.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const board = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name}`) });
const chat = (page: Page) => page.getByRole("log", { name: "Lobby chat" });

async function open({ context }: TestBrowser, problems: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.setDefaultTimeout(60_000);
  await page.goto(`${server.url}/?fx=low`);
  await page.waitForFunction("window.__orrery?.ready", undefined, { timeout: 90_000 });
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const input = page.getByRole("textbox", { name: "Say something to the lobby" });
  await input.fill(text);
  await input.press("Enter");
}

// Two pages drawn in software on two cores take their time.
describe("two people in real browsers", { timeout: 400_000 }, () => {
  it("meet, talk, are called, look on, are muted, and find themselves in the league after the round", async () => {
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
    const line = warden.getByRole("dialog", { name: "About this line" });
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
    await desk.getByRole("button", { name: `Lift the mute of ${guestName}` }).click();
    await desk.getByText(`${guestName} may speak again.`).waitFor();
    await desk.getByRole("radio", { name: "Beacons" }).check({ force: true });
    await desk.getByLabel("Name", { exact: true }).fill("roof");
    await desk.getByRole("button", { name: "Give a token" }).click();
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
