import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { drawLittle } from "../harness/page.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

const PASSWORD = "correct horse battery";
const NEW = "another good password";
const NAME = "❤️ Ana";

let data = "";
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "orrery-security-"));
  server = await startServerProcess({ DATA_DIR: data });
  browser = await openBrowser({ width: 1280, height: 900 });
  page = await browser.context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.setDefaultTimeout(60_000);
  await drawLittle(page);
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const { port } = new URL(server.url);
  await page.goto(`http://localhost:${port}/games/trails`);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const dialog = () => page.getByRole("dialog", { name: "Account" });
const part = (name: string | RegExp) =>
  dialog()
    .locator("details")
    .filter({ has: page.locator("summary", { hasText: name }) });
const shot = async (name: string) => {
  const folder = process.env.SHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
};

describe("an account in the browser", { timeout: 240_000 }, () => {
  it("comes with recovery codes, shown once, that can be saved", async () => {
    await page.locator(".to-account").click();
    const form = dialog().locator("form:visible");
    await form.getByLabel("Name").fill(NAME);
    await form.getByLabel("Password").fill(PASSWORD);
    await form.getByRole("button", { name: "Create account" }).click();
    const codes = dialog().getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await codes.first().waitFor();
    await shot("codes");
    expect(await codes.count()).toBe(10);
    const saving = page.waitForEvent("download");
    await dialog().getByRole("button", { name: "Save as a file" }).click();
    const saved = await readFile(await (await saving).path(), "utf8");
    for (const code of await codes.allTextContents()) expect(saved).toContain(code);
    await dialog().getByRole("button", { name: "I have saved them" }).click();
    await dialog().getByText(`Signed in as ${NAME}`).waitFor();
    await shot("account");
    expect(await dialog().getByRole("list", { name: "Recovery codes" }).count()).toBe(0);
  });

  it("accepts a passkey, and signs in with it", async () => {
    await part("Passkeys").locator("summary").click();
    await part("Passkeys").getByLabel("Name of the new passkey").fill("My laptop");
    await part("Passkeys").getByLabel("Password").fill(PASSWORD);
    await part("Passkeys").getByRole("button", { name: "Add a passkey" }).click();
    await part("Passkeys (1)").getByLabel("Name of the passkey My laptop").waitFor();
    await shot("passkeys");
    await dialog().getByRole("button", { name: "Sign out", exact: true }).click();
    await dialog().getByRole("radio", { name: "Sign in" }).check({ force: true });
    await shot("sign-in");
    await dialog().getByRole("button", { name: "Sign in with a passkey" }).click();
    await dialog().getByText(`Signed in as ${NAME}`).waitFor();
    await part("Recent sign-ins").locator("summary").click();
    await part("Recent sign-ins").getByText("Passkey", { exact: true }).waitFor();
    await shot("history");
  });

  it("has its password changed, exports its data, and is signed out everywhere", async () => {
    await part("Change password").locator("summary").click();
    await part("Change password").getByLabel("Current password").fill(PASSWORD);
    await part("Change password").getByLabel("New password").fill(NEW);
    await part("Change password").getByRole("button").click();
    await dialog().getByText("Your password was changed").waitFor();
    await part("Your data").locator("summary").click();
    const saving = page.waitForEvent("download");
    await part("Your data").getByRole("button", { name: "Download your data" }).click();
    const exported = JSON.parse(await readFile(await (await saving).path(), "utf8"));
    expect(exported).toMatchObject({ profile: { name: NAME, account: true }, passkeys: [{ name: "My laptop" }] });
    await part("Sign out everywhere").locator("summary").click();
    await part("Sign out everywhere").getByRole("button").click();
    await dialog().getByText("You are playing as a guest").waitFor();
    await dialog().getByRole("radio", { name: "Sign in" }).check({ force: true });
    const form = dialog().locator("form:visible");
    await form.getByLabel("Name").fill(NAME);
    await form.getByLabel("Password").fill(NEW);
    await form.getByRole("button", { name: "Sign in" }).click();
    await dialog().getByText(`Signed in as ${NAME}`).waitFor();
  });

  it("causes no errors meanwhile", () => expect(problems).toEqual([]));
});
