import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { engineSources } from "../../server/ops/engine.ts";
import { buildPage, INDEX, type Page, type PageFile } from "../../server/ops/page.ts";
import { askRoutes } from "../harness/routes.ts";
import { ROOT } from "../harness/sources.ts";

describe("the page's files", () => {
  let folder = "";
  let routes: Page["routes"] = {};
  const get = (path: string, accept: string) =>
    askRoutes([{ table: routes }]).ask(path, { headers: { "accept-encoding": accept } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "orrery-page-"));
    await Bun.write(join(folder, "index.html"), '<!doctype html><script type="module" src="./main.ts"></script>');
    await Bun.write(join(folder, "main.ts"), 'const said: string = "hello from the page";\nconsole.log(said);\n');
    routes = buildPage(join(folder, "index.html"), {}).routes;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("names the script by its content, at any path, and serves it cacheable for ever", async () => {
    const page = await get("/", "");
    const script = /src="([^"]*)"/.exec(await page.text())?.[1] ?? "";
    expect(script).toMatch(/^\.\/assets\/.*-[a-z0-9]{8}\.js$/);
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const answer = await get(script.slice(1), "");
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(await answer.text()).toContain("hello from the page");
    expect((await get("/assets/nothing.js", "")).status).toBe(404);
  });

  it("reports the bundler's errors", async () => {
    await Bun.write(join(folder, "bad.html"), '<!doctype html><script type="module" src="./missing.ts"></script>');
    await expect(buildPage(join(folder, "bad.html"), {}).built).rejects.toThrow();
  });

  it.each([
    ["gzip, deflate, br", "br", (bytes: Uint8Array) => brotliDecompressSync(bytes)],
    ["gzip", "gzip", (bytes: Uint8Array) => gunzipSync(bytes)],
    ["br;q=0, gzip", "gzip", (bytes: Uint8Array) => gunzipSync(bytes)],
    ["", null, (bytes: Uint8Array) => bytes],
    ["brx", null, (bytes: Uint8Array) => bytes],
  ])("answers accept-encoding `%s` with %s", async (accept, encoding, unpack) => {
    const response = await get("/", accept);
    expect(response.headers.get("content-encoding")).toBe(encoding);
    const plain = await (await get("/", "")).bytes();
    expect(Buffer.from(unpack(await response.bytes())).equals(Buffer.from(plain))).toBe(true);
  });
});

describe("the engine", () => {
  it("is looked for only where a page draws with it, and its package named where it is missing", () => {
    const missing = () => {
      throw new Error("Cannot find module");
    };
    expect(() => engineSources(missing)).toThrow("phaser, which is not installed: npm install phaser");
    expect(engineSources(() => "/x/phaser/package.json")).toBe("/x/phaser/src");
  });
});

describe("the pages of games", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "orrery-games-"));
    const page = (title: string) => `export default { rules: {}, title: "${title}", about: "A game.", draw() {} };\n`;
    await Bun.write(join(folder, "good", "page.ts"), page("Good game"));
    await Bun.write(join(folder, "bad", "page.ts"), `import "./missing.ts";\n${page("Bad game")}`);
    await Bun.write(join(folder, "bare", "server.ts"), "export default {};\n");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const table = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, relative(ROOT, join(folder, name))]));
  const build = (...names: string[]) => buildPage(join(ROOT, "client", INDEX), table(...names));
  const textOf = (files: readonly PageFile[]) =>
    files
      .filter(({ path }) => path.endsWith(".js"))
      .map(({ bytes }) => new TextDecoder().decode(bytes))
      .join("\n");

  it("are in the bundle by the table alone: nothing is of a game that has no row", async () => {
    const text = textOf(await build("good", "bare").built);
    expect(text).toContain("Good game");
    expect(text).not.toMatch(/Phaser|Pilot name/);
  });

  it("omit one that cannot be bundled, and report it", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const text = textOf(await build("bad", "good").built);
    expect(text).toContain("Good game");
    expect(text).not.toContain("Bad game");
    expect(logged.mock.calls[0][0]).toContain("the page of the game bad");
    logged.mockRestore();
  });

  it("are served at their names, with files one folder up", async () => {
    const { ask } = askRoutes([{ table: build("good").routes }]);
    const page = await ask("/games/good");
    const html = await page.text();
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const script = /src="\.\.(\/assets\/[^"]+)"/.exec(html)?.[1] ?? "";
    expect((await ask(script)).status).toBe(200);
    expect(html).not.toContain('"./');
    // What every game's page needs is loaded ahead.
    const preloads = [...html.matchAll(/<link rel="modulepreload"[^>]*href="\.\.\/assets\/(\w+)-/g)].map(
      ([, name]) => name,
    );
    expect(preloads).toEqual(expect.arrayContaining(["pages", "open", "lobby"]));
    for (const [, path] of html.matchAll(/href="\.\.(\/assets\/[^"]+)"/g)) expect((await ask(path)).status).toBe(200);
    for (const name of ["other", "toString", "good/x"]) expect((await ask(`/games/${name}`)).status, name).toBe(404);
  });
});
