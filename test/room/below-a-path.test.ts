import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serverUrlOf } from "../../client/net/server-address.ts";
import { readConfig } from "../../server/config.ts";
import { route } from "../../server/http/route.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { MATCH_GAME } from "../harness/match-game.ts";
import { type PrefixProxy, prefixProxy } from "../harness/prefix-proxy.ts";

const PAGE = route({ right: "everyone", query: "ignored", answer: () => new Response("the page") });

describe.each([
  ["takes its path off", true],
  ["leaves its path on", false],
])("PUBLIC_ADDRESS with a path: behind a proxy that %s", (_, strips) => {
  let proxy: PrefixProxy;
  let server: RunningServer;
  let dataDir: string;

  beforeEach(async () => {
    proxy = await prefixProxy("/games/orrery", strips);
    dataDir = await mkdtemp(join(tmpdir(), "orrery-below-"));
    const PUBLIC_ADDRESS = `127.0.0.1:${proxy.port}/games/orrery/`;
    const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, PUBLIC_ADDRESS, LOG_LEVEL: "silent" });
    server = await startServer(config, { "/": { GET: PAGE } });
    proxy.lead(server.port);
  });
  afterEach(async () => {
    await server.stop();
    proxy.close();
    await rm(dataDir, { recursive: true });
  });

  it("serves the page, the API and the feed there", async () => {
    const base = serverUrlOf(proxy.url);
    expect(await (await fetch(proxy.url)).text()).toBe("the page");
    const bare = await fetch(base, { redirect: "manual" });
    if (!strips) expect([bare.status, bare.headers.get("location")]).toEqual([302, "/games/orrery/"]);
    const { token } = await (await fetch(`${base}/auth/guest`, { method: "POST", body: "{}" })).json();
    const me = await fetch(`${base}/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
    const led = await fetch(`${base}/play/nowhere?fx=low`, { redirect: "manual" });
    expect([led.status, led.headers.get("location")]).toEqual([302, "/games/orrery/?fx=low"]);
    const feed = new WebSocket(`${base.replace("http", "ws")}/feed?topics=kills`);
    const hello = await new Promise<string>((resolve, reject) => {
      feed.onmessage = ({ data }) => resolve(String(data));
      feed.onerror = reject;
    });
    expect(JSON.parse(hello)).toMatchObject({ type: "hello" });
    feed.close();
    expect((await fetch(`http://127.0.0.1:${proxy.port}/me`)).status).toBe(404);
  });

  it("brings players into its rooms", async () => {
    const client = new Client(`${serverUrlOf(proxy.url)}?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`);
    const room = await client.joinOrCreate(MATCH_GAME.name, { name: "Ada" });
    room.onMessage("*", () => {});
    expect(proxy.asked.filter((path) => path.includes("sessionId="))).toHaveLength(1);
    await room.leave();
  });
});

describe("the server of a page's address", () => {
  it.each([
    ["http://a/", "http://a"],
    ["http://a:1/?match=x#y", "http://a:1"],
    ["https://a/games/orrery/", "https://a/games/orrery"],
    ["https://a/games/orrery/?replay=v/1/", "https://a/games/orrery"],
    ["https://a/v/tug-2/", "https://a"],
    ["https://a/games/v/tug-2/?fx=low", "https://a/games"],
    ["https://a/games/index.html", "https://a/games"],
    ["https://a/games/trails?match=x", "https://a"],
    ["https://a/x/games/trails", "https://a/x"],
    ["https://a/x/v/trails-2/games/trails", "https://a/x"],
  ])("%s: %s", (address, expected) => {
    expect(serverUrlOf(address)).toBe(expected);
  });
});
