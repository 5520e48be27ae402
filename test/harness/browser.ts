import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const ARGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--mute-audio",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
];

/** Where no graphics card puts pages together, doing so as if there were one costs more than the game's picture. */
const COMPOSED_PLAINLY = "--disable-gpu-compositing";

/** The system's Chromium when there is one, else the one inside an npm package. */
async function findBrowser(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (system) return system;
  const packed = await import("@sparticuz/chromium");
  console.warn("no Chromium on this machine: the browser tests run with the one inside @sparticuz/chromium");
  return packed.default.executablePath();
}

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Preferences of a browser whose user has it keep no site's cookies, and nothing else of theirs. */
export const SITE_DATA_BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } };

/** A fresh profile, with preferences if given; throws when there is no browser at all, as browser tests are never skipped. */
export async function openBrowser(
  viewport = { width: 640, height: 360 },
  preferences: object = {},
): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "orrery-browser-"));
  await mkdir(join(profile, "Default"));
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser(),
    headless: true,
    args: [...ARGS, COMPOSED_PLAINLY],
    viewport,
  });
  // What a page's security policy forbids fails whoever closes the browser.
  const violations: string[] = [];
  context.on("console", (message) => {
    if (/Content Security Policy|Permissions-Policy/.test(message.text())) violations.push(message.text());
  });
  return {
    context,
    async close() {
      await context.close();
      if (violations.length > 0) throw new Error(`the page broke its security policy:\n${violations.join("\n")}`);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** One browser for many visitors, each of whom comes with a context of their own: nothing is cached, nothing is known. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), headless: true, args: ARGS });
}
