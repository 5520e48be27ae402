import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { openBrowser } from "../harness/browser.ts";
import { ROOT } from "../harness/sources.ts";
import { makeFilm, medians, Player } from "./decode-work.ts";
import type { Report, Row } from "./report.ts";

const SHIPS = 100;
const WARM_UP = 400;
const MEASURED = 1_000;
const THROTTLE = 4;
const FRAMES = 1_000;
const TARGET_US = 500;

/** Fine clocks are for pages that nobody else shares a process with. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "content-type": "text/html",
};

type Times = ReturnType<typeof medians>;

interface PageNumbers {
  readonly full: Times;
  readonly throttled: Times;
  readonly frameBytes: number;
  readonly patchBytes: number;
}

async function pageCode(): Promise<string> {
  const entry = join(ROOT, "test", "bench", "decode-page.ts");
  const built = await Bun.build({ entrypoints: [entry], target: "browser", format: "iife", minify: true });
  return await built.outputs[0].text();
}

async function inPage(): Promise<PageNumbers> {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    await page.route("http://localhost/**", (route) => route.fulfill({ headers: ISOLATED, body: "<!doctype html>" }));
    await page.goto("http://localhost/");
    await page.addScriptTag({ content: await pageCode() });
    const cdp = await browser.context.newCDPSession(page);
    await page.evaluate(`(() => {
      const { makeFilm, Player, medians } = decodeWork;
      globalThis.player = new Player(makeFilm(${SHIPS}, ${WARM_UP + 2 * MEASURED + 2 * FRAMES}));
      globalThis.took = { decodeUs: 0, applyUs: 0, frameUs: 0 };
      medians(player, ${WARM_UP});
    })()`);
    const full = await page.evaluate<Times>(`decodeWork.medians(player, ${MEASURED})`);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
    const throttled = await page.evaluate<Times>(`decodeWork.medians(player, ${MEASURED})`);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    const patchBytes = await grownBy(page, cdp, `for (let i = 0; i < ${FRAMES / 4}; i++) player.patch(took)`);
    const frameBytes = await grownBy(page, cdp, `player.frames(${FRAMES})`);
    return { full, throttled, frameBytes, patchBytes };
  } finally {
    await browser.close();
  }
}

/** By how much the heap grows while some code runs that has run before, without what is there before; garbage counts. */
async function grownBy(page: Page, cdp: CDPSession, code: string): Promise<number> {
  const used = async () => (await cdp.send("Runtime.getHeapUsage")).usedSize;
  await page.evaluate(code);
  await cdp.send("HeapProfiler.collectGarbage");
  const idle = await used();
  await page.evaluate("0");
  const asking = (await used()) - idle;
  await cdp.send("HeapProfiler.collectGarbage");
  const before = await used();
  await page.evaluate(code);
  return (await used()) - before - asking;
}

function rows(where: string, { decodeUs, applyUs, frameUs, bothUs }: Times): Row[] {
  return [
    { case: where, metric: `patch of ${SHIPS} ships, decoded and applied, median`, value: bothUs, unit: "µs" },
    { case: where, metric: "decoded alone, median", value: decodeUs, unit: "µs" },
    { case: where, metric: "applied alone, median", value: applyUs, unit: "µs" },
    { case: where, metric: `frame of ${SHIPS} ships without news, median`, value: frameUs, unit: "µs" },
  ];
}

/** What a client's patch costs it, when every ship in view was told anew; and what its frames leave to collect. */
export async function decodeSuite(): Promise<Report> {
  const player = new Player(makeFilm(SHIPS, WARM_UP + MEASURED));
  medians(player, WARM_UP);
  const bun = medians(player, MEASURED);
  if (player.ships !== SHIPS) throw new Error(`${player.ships} ships in view instead of ${SHIPS}`);
  const page = await inPage();
  const throttled = page.throttled.bothUs;
  return {
    suite: "decode",
    rows: [
      ...rows("Bun", bun),
      ...rows("Chromium", page.full),
      ...rows(`Chromium at ${THROTTLE} × CPU throttle`, page.throttled),
      { case: "Chromium", metric: `heap, by ${FRAMES} frames without patches`, value: page.frameBytes, unit: "bytes" },
      {
        case: "Chromium",
        metric: `heap, by ${FRAMES} frames with patches of ${SHIPS} ships`,
        value: page.patchBytes,
        unit: "bytes",
      },
    ],
    targets: [
      {
        name: `patch of ${SHIPS} ships at ${THROTTLE} × CPU throttle, median, µs`,
        target: TARGET_US,
        measured: throttled,
        met: throttled < TARGET_US,
      },
    ],
  };
}
