import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../server/config.ts";
import { DataDirTaken } from "../../server/data-dir.ts";
import { route } from "../../server/http/route.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { MATCH_GAME } from "../harness/match-game.ts";
import { ROOT } from "../harness/sources.ts";

const LOCAL = { PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "silent" };
const PAGE = route({ right: "everyone", query: "ignored", answer: () => new Response("the page") });
const PEM = (name: string) => join(ROOT, "test", "contract", "tls", `test-only-${name}.pem`);

let dataDir: string;
const running = new Set<RunningServer>();
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-settings-"));
});
afterEach(async () => {
  for (const server of running) await server.stop();
  running.clear();
  await rm(dataDir, { recursive: true });
});

/** The server as the environment sets it. */
async function start(env: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServer(readConfig({ ...LOCAL, DATA_DIR: dataDir, ...env }), { "/": { GET: PAGE } });
  running.add(server);
  return server;
}

async function stop(server: RunningServer): Promise<void> {
  running.delete(server);
  await server.stop();
}

async function guest({ url }: RunningServer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/auth/guest`, { method: "POST", body: "{}", headers });
  return { status: answer.status, headers: answer.headers, ...((await answer.json()) as { token: string }) };
}

const me = async ({ url }: RunningServer, token: string) =>
  (await fetch(`${url}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
const statusAt = (address: string) =>
  fetch(address)
    .then(({ status }) => status)
    .catch(() => 0);

/** What each setting promises, tried on a server that has it; or the file of the test that does so. */
const PROMISES: Readonly<Record<string, string | (() => Promise<void>)>> = {
  async PORT() {
    const { port, url } = await start();
    expect(port).toBeGreaterThan(0);
    await expect(start({ PORT: `${port}`, DATA_DIR: join(dataDir, "other") })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    expect(await statusAt(url)).toBe(200);
  },
  async HOST() {
    const { port } = await start({ HOST: "127.0.0.2" });
    expect(await statusAt(`http://127.0.0.2:${port}/`)).toBe(200);
    expect(await statusAt(`http://127.0.0.1:${port}/`)).toBe(0);
  },
  ARENA_PLAYERS: "test/room/arena/settings.test.ts",
  async SEAT_HOLD_S() {
    for (const [hold, isHeld] of [
      ["60", true],
      ["0", false],
    ] as const) {
      const server = await start({ SEAT_HOLD_S: hold });
      const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`);
      const room = await client.joinOrCreate(MATCH_GAME.name, { name: "Ada" });
      room.onMessage("*", () => {});
      room.reconnection.enabled = false;
      for (let i = 1; i < MATCH_GAME.seats; i++) {
        const other = await client.joinById(room.roomId, { name: `Pilot ${i}` });
        other.onMessage("*", () => {});
        other.reconnection.enabled = false;
      }
      room.connection.close(4010);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const found = await client.joinById(room.roomId, { name: "Bob" }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
      expect([hold, found === ROOM_REFUSAL.roomFull]).toEqual([hold, isHeld]);
      await stop(server);
    }
  },
  async SPECTATORS() {
    const { url } = await start({ SPECTATORS: "0" });
    const refused = await fetch(`${url}/live/anything`);
    expect([refused.status, (await refused.json()).why]).toEqual([403, "off"]);
  },
  async SPECTATE_DELAY_S() {
    const { url } = await start({ SPECTATE_DELAY_S: "7" });
    expect(await (await fetch(`${url}/live`)).json()).toMatchObject({ delayS: 7 });
  },
  async LIMITS() {
    const { url } = await start({ LIMITS: "requests.address=1/2" });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push(await statusAt(url));
    expect(statuses).toEqual([200, 200, 429]);
  },
  async LOAD_TOKEN() {
    const token = "a-token-of-load-tools-of-32-characters";
    const { url } = await start({ LIMITS: "requests.address=1/2", LOAD_TOKEN: token });
    const ask = (shown: string) => fetch(url, { headers: { "X-Load-Token": shown } });
    for (let i = 0; i < 5; i++) expect((await ask(token)).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask(`${token}x`)).status);
    expect(statuses).toEqual([200, 200, 429]);
  },
  async ALLOWED_ORIGINS() {
    const server = await start({ ALLOWED_ORIGINS: "https://a.example" });
    const good = await guest(server, { Origin: "https://a.example" });
    expect([good.status, good.headers.get("access-control-allow-origin")]).toEqual([200, "https://a.example"]);
    expect((await guest(server, { Origin: server.url })).status).toBe(403);
  },
  async EMBED_ORIGINS() {
    const policyOf = async ({ url }: RunningServer) => (await fetch(url)).headers.get("content-security-policy");
    const plain = await start();
    expect(await policyOf(plain)).toMatch(/frame-ancestors 'self'$/);
    await stop(plain);
    const server = await start({ EMBED_ORIGINS: "https://a.example,https://b.example" });
    expect(await policyOf(server)).toMatch(/frame-ancestors 'self' https:\/\/a\.example https:\/\/b\.example$/);
  },
  async OPS_ADDRESS() {
    const { url, opsPort } = await start({ OPS_ADDRESS: "127.0.0.2:0" });
    expect(await statusAt(`${url}/metrics`)).toBe(404);
    expect(await statusAt(`${url}/healthz`)).toBe(200);
    const metrics = await fetch(`http://127.0.0.2:${opsPort}/metrics`);
    expect([metrics.status, await metrics.text()]).toEqual([200, expect.stringContaining("\norrery_rooms ")]);
    for (const path of ["/", "/rounds", "/me"]) expect(await statusAt(`http://127.0.0.2:${opsPort}${path}`)).toBe(404);
    expect(await statusAt(`http://127.0.0.1:${opsPort}/metrics`)).toBe(0);
    await expect(start({ OPS_ADDRESS: `127.0.0.2:${opsPort}`, DATA_DIR: join(dataDir, "other") })).rejects.toThrow(
      /^OPS_ADDRESS: 127\.0\.0\.2, port \d+ is not available/,
    );
  },
  TRUSTED_PROXIES: "test/room/proxies.test.ts",
  async TLS_CERT() {
    const server = await start({ TLS_CERT: PEM("cert"), TLS_KEY: PEM("key") });
    expect(server.url).toMatch(/^https:/);
    const trust = { tls: { ca: await readFile(PEM("cert"), "utf8") } };
    const page = await fetch(server.url, trust as RequestInit);
    expect([page.status, page.headers.get("strict-transport-security")]).toEqual([200, null]);
    expect(page.headers.get("content-security-policy")).toContain(` wss://127.0.0.1:${server.port};`);
    const named = { ...trust, headers: { Host: "game.example" } };
    expect((await fetch(server.url, named as RequestInit)).headers.get("strict-transport-security")).toMatch(
      /^max-age=/,
    );
    expect(await statusAt(server.url.replace("https", "http"))).toBe(0);
  },
  TLS_KEY: "test/room/settings.test.ts",
  async DATA_DIR() {
    const server = await start();
    await guest(server);
    expect((await readdir(dataDir)).length).toBeGreaterThan(1);
    await expect(start()).rejects.toBeInstanceOf(DataDirTaken);
  },
  async AUTH_SECRET() {
    const [before, after] = ["the secret of before and long enough", "the secret of after and long enough"];
    const first = await start({ AUTH_SECRET: before });
    const { token } = await guest(first);
    await stop(first);
    const both = await start({ AUTH_SECRET: `${after},${before}` });
    expect(await me(both, token)).toBe(200);
    const { token: fresh } = await guest(both);
    await stop(both);
    const only = await start({ AUTH_SECRET: after });
    expect([await me(only, token), await me(only, fresh)]).toEqual([401, 200]);
  },
  DATABASE_URL: "test/contract/store-server.test.ts",
  async SET_ASIDE() {
    const names = (folder: string) => readdir(join(dataDir, folder)).catch(() => []);
    await stop(await start());
    const [lobby] = await names("journal");
    await stop(await start());
    expect(await names("journal")).toEqual([lobby]);
    const { url } = await start({ SET_ASIDE: lobby });
    expect(await names("aside")).toEqual([`${lobby}-1`]);
    expect(await names("journal")).toEqual([expect.not.stringMatching(lobby)]);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('orrery_standing_rooms_halted{room="lobby"} 0');
  },
  OPERATOR: "test/room/appointed.test.ts",
  PUBLIC_ADDRESS: "test/room/below-a-path.test.ts",
  async LOG_LEVEL() {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    try {
      await stop(await start({ LOG_LEVEL: "error", OPERATOR: "Nobody" }));
      expect(warn).not.toHaveBeenCalled();
      await stop(await start({ LOG_LEVEL: "warn", OPERATOR: "Nobody" }));
      expect(warn.mock.calls.flat().join(" ")).toContain("OPERATOR");
    } finally {
      warn.mockRestore();
    }
  },
};

describe("what the README says of a setting is so", () => {
  it("has every setting here", async () => {
    const readme = await readFile(join(ROOT, "README.md"), "utf8");
    const [, section = ""] = /## Settings([\s\S]*?)\n## |## Settings([\s\S]*)$/.exec(readme)?.filter(Boolean) ?? [];
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    const named = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.toSorted()).toEqual(Object.keys(PROMISES).toSorted());
  });

  it.each(Object.entries(PROMISES))("%s", async (_, promise) => {
    if (typeof promise !== "string") return promise();
    // A game's own settings are tried beside its tests, which are gone where the game is.
    if (!existsSync(join(ROOT, dirname(promise)))) return;
    expect((await readFile(join(ROOT, promise), "utf8")).length).toBeGreaterThan(0);
  });
});
