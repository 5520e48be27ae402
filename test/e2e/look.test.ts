import { afterAll, beforeAll, expect, test } from "vitest";
import type { GameHandle } from "../../client/scenes/game.ts";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { waitFor } from "../harness/page.ts";

declare global {
  interface Window {
    demo?: GameHandle;
  }
}

let browser: TestBrowser;
let server: Bun.Server<undefined>;

beforeAll(async () => {
  const built = await Bun.build({ entrypoints: ["client/demo/main.ts"], target: "browser", minify: true });
  const script = await built.outputs[0].text();
  const page =
    "<!doctype html><style>body,main{margin:0;height:100vh}</style><main></main><script type=module src=/main.js></script>";
  server = Bun.serve({
    port: 0,
    fetch: (request) =>
      new URL(request.url).pathname === "/main.js"
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : new Response(page, { headers: { "content-type": "text/html" } }),
  });
  browser = await openBrowser({ width: 420, height: 260 });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop(true);
});

async function show(setting: string) {
  const page = await browser.context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`http://localhost:${server.port}/?fx=low&at=${setting}`);
  const frames = (count: number) => waitFor(page, `(window.demo?.game.loop.frame ?? 0) > ${count}`);
  await frames(3);
  return { page, errors, frames };
}

type Shown = Awaited<ReturnType<typeof show>>;

/** Share of the picture's pixels that are bright, and that have the colour of one's own ship. */
function measure({ page }: Shown): Promise<{ bright: number; own: number }> {
  return page.evaluate(
    () =>
      new Promise<{ bright: number; own: number }>((resolve, reject) => {
        const game = window.demo?.game;
        if (!game) return reject(new Error("no game"));
        game.renderer.snapshot((image) => {
          if (!(image instanceof HTMLImageElement)) return reject(new Error("no picture"));
          const canvas = document.createElement("canvas");
          canvas.width = image.width;
          canvas.height = image.height;
          const pen = canvas.getContext("2d");
          if (!pen) return reject(new Error("no 2D context"));
          pen.drawImage(image, 0, 0);
          const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
          let [bright, own] = [0, 0];
          for (let i = 0; i < data.length; i += 4) {
            if (data[i] + data[i + 1] + data[i + 2] > 240) bright++;
            if (data[i] < 140 && data[i + 1] > 170 && data[i + 2] > 190) own++;
          }
          resolve({ bright: (bright * 4) / data.length, own: (own * 4) / data.length });
        });
      }),
  );
}

test("a planet fills much of the picture with light, and one's own ship has its colour", async () => {
  const shown = await show("rock");
  const { bright, own } = await measure(shown);
  expect(bright).toBeGreaterThan(0.05);
  expect(own).toBeGreaterThan(0.0005);
  expect(shown.errors).toEqual([]);
  await shown.page.close();
}, 120_000);

test("the picture comes back after the graphics context was lost", async () => {
  const shown = await show("rock");
  const before = await measure(shown);
  await shown.page.evaluate(() => {
    const game = window.demo?.game;
    if (!game) throw new Error("no game");
    const restored = new Promise<void>((resolve) => game.renderer.once("restorewebgl", () => resolve()));
    window.demo?.loseContext(50);
    return restored;
  });
  const drawn = await shown.page.evaluate(() => window.demo?.game.loop.frame ?? 0);
  await shown.frames(drawn + 2);
  const after = await measure(shown);
  expect(after.bright / before.bright).toBeGreaterThan(0.6);
  expect(after.bright / before.bright).toBeLessThan(1.6);
  expect(after.own).toBeGreaterThan(before.own / 3);
  expect(shown.errors).toEqual([]);
  await shown.page.close();
}, 120_000);

test("effects can be changed while the game runs", async () => {
  const shown = await show("rock");
  await shown.page.evaluate(() => window.demo?.setFx("high"));
  const drawn = await shown.page.evaluate(() => window.demo?.game.loop.frame ?? 0);
  await shown.frames(drawn + 2);
  const { bright } = await measure(shown);
  expect(bright).toBeGreaterThan(0.05);
  expect(shown.errors).toEqual([]);
  await shown.page.close();
}, 120_000);

test("a hundred ships cost no more than a dozen draw calls", async () => {
  const shown = await show("crowd");
  const calls = await shown.page.evaluate(() => {
    const game = window.demo?.game;
    if (!game || !("gl" in game.renderer)) throw new Error("no WebGL");
    const { gl } = game.renderer;
    const draw = gl.drawElements.bind(gl);
    let count = 0;
    gl.drawElements = (...args) => {
      count++;
      draw(...args);
    };
    game.loop.stop();
    const now = performance.now();
    game.step(now, 16);
    count = 0;
    game.step(now + 16, 16);
    return count;
  });
  expect(calls).toBeLessThanOrEqual(12);
  expect(shown.errors).toEqual([]);
  await shown.page.close();
}, 120_000);
