import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPage } from "../../server/ops/page.ts";

describe("the page's files", () => {
  let folder = "";
  let routes: Awaited<ReturnType<typeof buildPage>> = {};
  const get = (path: string, accept: string) =>
    routes[path](new Request(`http://x${path}`, { headers: { "accept-encoding": accept } }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "orrery-page-"));
    await Bun.write(join(folder, "index.html"), '<!doctype html><script type="module" src="./main.ts"></script>');
    await Bun.write(join(folder, "main.ts"), 'const said: string = "hello from the page";\nconsole.log(said);\n');
    routes = await buildPage(join(folder, "index.html"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("names the script in the page by its content, and serves it under that name for ever", async () => {
    const page = await get("/", "").text();
    const script = Object.keys(routes).find((path) => path.endsWith(".js")) ?? "";
    expect(script).toMatch(/-[a-z0-9]{8}\.js$/);
    expect(page).toContain(`src="${script}"`);
    expect(get(script, "").headers.get("cache-control")).toContain("immutable");
    expect(get("/", "").headers.get("cache-control")).toBe("no-cache");
    expect(await get(script, "").text()).toContain("hello from the page");
  });

  it.each([
    ["gzip, deflate, br", "br", (bytes: Uint8Array) => brotliDecompressSync(bytes)],
    ["gzip", "gzip", (bytes: Uint8Array) => gunzipSync(bytes)],
    ["br;q=0, gzip", "gzip", (bytes: Uint8Array) => gunzipSync(bytes)],
    ["", null, (bytes: Uint8Array) => bytes],
    ["brx", null, (bytes: Uint8Array) => bytes],
  ])("answers accept-encoding `%s` with %s", async (accept, encoding, unpack) => {
    const response = get("/", accept);
    expect(response.headers.get("content-encoding")).toBe(encoding);
    const plain = await get("/", "").bytes();
    expect(Buffer.from(unpack(await response.bytes())).equals(Buffer.from(plain))).toBe(true);
  });
});
