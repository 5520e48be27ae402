import { afterAll, beforeAll, expect, test } from "vitest";
import type { GameHandle } from "../../../client/games/arena/scenes/game.ts";
import { trimmedEngine } from "../../../server/ops/engine.ts";
import { openBrowser, type TestBrowser } from "../../harness/browser.ts";
import { waitFor } from "../../harness/page.ts";

declare global {
  interface Window {
    demo?: GameHandle;
  }
}

let browser: TestBrowser;
let server: Bun.Server<undefined>;

beforeAll(async () => {
  const built = await Bun.build({
    ...{ entrypoints: ["client/games/arena/demo/main.ts"], target: "browser", minify: true },
    plugins: [trimmedEngine],
  });
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

/** Has a page note in `window.waits` what its picture waited for: answers that come after all that was drawn before. */
const NOTE_WAITS = `(() => {
  const waits = (window.waits = []);
  const context = WebGLRenderingContext.prototype;
  const { getProgramParameter, getExtension, checkFramebufferStatus, texImage2D } = context;
  const COMPLETION_STATUS_KHR = 0x91b1;
  const MADE_MS = 100;
  const linked = new WeakSet();
  const begunMs = new WeakMap();
  const { linkProgram } = context;
  context.linkProgram = function (program) {
    begunMs.set(program, performance.now());
    linkProgram.call(this, program);
  };
  context.getProgramParameter = function (program, name) {
    const value = getProgramParameter.call(this, program, name);
    if (name === COMPLETION_STATUS_KHR ? value : performance.now() - begunMs.get(program) > MADE_MS) linked.add(program);
    if (name !== COMPLETION_STATUS_KHR && !linked.has(program)) waits.push("a program");
    return value;
  };
  context.getExtension = function (name) {
    if (/compressed/.test(name)) waits.push(name);
    return getExtension.call(this, name);
  };
  context.checkFramebufferStatus = function (target) {
    waits.push("a frame buffer");
    return checkFramebufferStatus.call(this, target);
  };
  const uploaded = new Set();
  context.texImage2D = function (...given) {
    const source = given.at(-1);
    if (source instanceof HTMLCanvasElement) {
      if (uploaded.has(source)) waits.push("a picture, again");
      uploaded.add(source);
    }
    return texImage2D.apply(this, given);
  };
})()`;

async function show(setting: string, prepare = "") {
  const page = await browser.context.newPage();
  if (prepare !== "") await page.addInitScript(prepare);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`http://localhost:${server.port}/?fx=low&at=${setting}`);
  const frames = (count: number) => waitFor(page, `(window.demo?.game.loop.frame ?? 0) > ${count}`);
  const whole = () => waitFor(page, "window.demo?.isWhole()");
  await whole();
  return { page, errors, frames, whole };
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

test("no frame waits for a shader program, or for a known answer", async () => {
  const shown = await show("rock", NOTE_WAITS);
  expect(await shown.page.evaluate("window.waits")).toEqual([]);
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
  await shown.whole();
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
  await shown.whole();
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
