import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../harness/browser.ts";
import { drawLittle, until, waitFor } from "../harness/page.ts";
import { type PrefixProxy, prefixProxy } from "../harness/prefix-proxy.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";

let proxy: PrefixProxy;
let server: ServerProcess;
let browser: TestBrowser;

beforeAll(async () => {
  proxy = await prefixProxy("/games/orrery", true);
  const address = `127.0.0.1:${proxy.port}/games/orrery`;
  [server, browser] = await Promise.all([startServerProcess({ PUBLIC_ADDRESS: address }), openBrowser()]);
  proxy.lead(Number(new URL(server.url).port));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  proxy?.close();
});

it("the page is played below a path, through a real proxy, and asks for nothing outside of it", {
  timeout: 120_000,
}, async () => {
  const outside: string[] = [];
  const page = await browser.context.newPage();
  await drawLittle(page);
  page.on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (/^(?:http|ws)/.test(protocol) && !pathname.startsWith("/games/orrery/")) outside.push(request.url());
  });
  await page.goto(`${proxy.url}games/trails`);
  await waitFor(page, "window.__orrery?.ready");
  await page.keyboard.press("Enter");
  await until(page, "s.place === 'playing' && s.link === 'live'");
  expect(outside).toEqual([]);
  expect(proxy.asked.some((path) => path.startsWith("/matchmake/"))).toBe(true);
  expect(proxy.asked.some((path) => path.startsWith("/auth/"))).toBe(true);
});
