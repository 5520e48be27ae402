import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, SITE_DATA_BLOCKED, type TestBrowser } from "../harness/browser.ts";
import { closePages, drawCoarsely, drawSeldom, until } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const SIZE = { width: 1280, height: 720 };
const ADA = { name: "Ada", password: "correct horse battery" };

let server: ServerProcess;
let browser: TestBrowser;

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
}

async function post(path: string, body: object, token = ""): Promise<Someone> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const response = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

beforeAll(async () => {
  server = await startServerProcess();
  await post("/auth/register", ADA, (await post("/auth/guest", {})).token);
  browser = await openBrowser(SIZE);
}, 60_000);
afterEach(() => closePages(browser.context));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the page, and notes every address that its sockets and requests go to. */
async function open({ context }: TestBrowser, addresses: string[], drawn = false): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("websocket", (socket) => addresses.push(socket.url()));
  page.on("request", (request) => addresses.push(request.url()));
  await drawSeldom(page);
  if (drawn) await drawCoarsely(page);
  // The menu and the lobby do without the engine, which takes long to draw here.
  else await page.route(/\/assets\/game-\w+\.js$/, () => undefined);
  await page.goto(`${server.url}/games/trails`);
  return page;
}

const account = (page: Page) => page.getByRole("dialog", { name: "Account" });

async function signIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in" }).click();
  await account(page).getByRole("radio", { name: "Sign in" }).check({ force: true });
  const form = account(page).locator("form:visible");
  await form.getByLabel("Name").fill(ADA.name);
  await form.getByLabel("Password").fill(ADA.password);
  await form.getByRole("button", { name: "Sign in" }).click();
  await account(page).getByText(`Signed in as ${ADA.name}`).waitFor();
}

/** What scripts of the page can read of what is kept. */
const readable = (page: Page): Promise<string> =>
  page.evaluate("[document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)].join('\\n')");
const isAda = (page: Page) => page.getByRole("button", { name: `Account: ${ADA.name}` }).waitFor();
const isGuest = (page: Page) => page.getByRole("button", { name: "Sign in" }).waitFor();
/** Every token begins like this: the base64url of `{"alg":`. */
const TOKEN = "eyJhbGciOi";

describe("a browser's identity", { timeout: 240_000 }, () => {
  it("is kept by a cookie for all its tabs, with no token in storage or addresses", async () => {
    const addresses: string[] = [];
    const one = await open(browser, addresses);
    await isGuest(one);
    await signIn(one);
    await one.keyboard.press("Escape");
    const two = await open(browser, addresses);
    await isAda(two);
    const cookies = await browser.context.cookies(`${server.url}/auth/refresh`);
    const [refresh] = cookies.filter(({ name }) => name.startsWith("orrery_refresh_"));
    expect(refresh).toMatchObject({ path: "/auth", httpOnly: true, sameSite: "Strict", secure: false });

    await one.reload();
    await isAda(one);
    await two.getByRole("button", { name: `Account: ${ADA.name}` }).click();
    await account(two).getByRole("button", { name: "Sign out", exact: true }).click();
    await account(two).getByText("You are playing as a guest").waitFor();
    await isGuest(one);

    const own = { name: /^Online/ };
    await one.getByRole("region", own).getByText("you", { exact: true }).waitFor();
    for (const page of [one, two]) expect(await readable(page)).not.toContain(TOKEN);
    expect(addresses.filter((address) => address.startsWith("ws:")).length).toBeGreaterThan(1);
    expect(addresses.filter((address) => /eyJ|_authToken|[?&]token=/i.test(address))).toEqual([]);
    expect(server.output()).not.toMatch(/eyJ|error/i);
  });

  it("continues from an earlier release's token, which is exchanged, and available to old pages", async () => {
    await browser.context.clearCookies();
    const { token, player } = await post("/auth/login", ADA);
    const blank = await browser.context.newPage();
    await blank.goto(`${server.url}/healthz`);
    await blank.evaluate((kept) => localStorage.setItem("orrery.token", kept), token);
    const page = await open(browser, []);
    await isAda(page);
    expect(await readable(page)).not.toContain(TOKEN);
    // As pages of an earlier release ask, which find no token.
    const asOldPage =
      "fetch('/auth/guest', { method: 'POST', body: '{\"name\":\"Eve\"}' }).then((answer) => answer.json())";
    expect((await page.evaluate<Someone>(asOldPage)).player.id).toBe(player.id);
    await page.reload();
    await isAda(page);
  });

  it("lasts as long as the page if the browser refuses cookies and storage, and the game is playable", async () => {
    const blocked = await openBrowser(SIZE, SITE_DATA_BLOCKED);
    try {
      const problems: string[] = [];
      const page = await open(blocked, [], true);
      page.on("pageerror", (error) => problems.push(error.message));
      await expect(page.evaluate("localStorage.length")).rejects.toThrow(/Access is denied/);
      await isGuest(page);
      await page.getByRole("button", { name: "Play" }).click();
      await until(page, "s.place === 'playing' && s.link === 'live'");
      expect(problems).toEqual([]);
    } finally {
      await blocked.close();
    }
  });
});
