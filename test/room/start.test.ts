import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { route } from "../../server/http/route.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { MATCH_GAME } from "../harness/match-game.ts";
import { ROOT } from "../harness/sources.ts";

const WAIT = { timeout: 10_000, interval: 50 };

let server: RunningServer;
let dataDir: string;
let client: Client;

beforeAll(async () => {
  const page = route({
    right: "everyone",
    answer: () => new Response("page", { headers: { "Content-Type": "text/html" } }),
  });
  dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir }, { "/": { GET: page } });
  client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}`);
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

describe("the server", () => {
  it("serves the page, its health and its numbers", async () => {
    const get = async (path: string) => {
      const response = await fetch(server.url + path);
      return [response.status, await response.text()] as const;
    };
    expect(await get("/")).toEqual([200, "page"]);
    const room = await client.joinOrCreate(MATCH_GAME.name, { name: "Ada" });
    room.onMessage("*", () => {});
    expect(await get("/healthz")).toEqual([200, "ok\n"]);
    expect(await get("/readyz")).toEqual([200, "ok\n"]);
    await vi.waitFor(async () => {
      const [, metrics] = await get("/metrics");
      expect(metrics).toMatch(/^orrery_rooms 2$/m);
      expect(metrics).toMatch(/^orrery_clients 1$/m);
      expect(metrics).toMatch(/^orrery_tick_seconds_count [1-9]/m);
      expect(metrics).toMatch(/^orrery_tick_late_seconds_count [1-9]/m);
      expect(metrics).toMatch(/^orrery_patch_bytes_sum [1-9]/m);
    }, WAIT);
    await room.leave();
  });

  it("does without PM2's metrics, which Colyseus would load", () => {
    const folder = join(ROOT, "node_modules", "@pm2", "io");
    expect(existsSync(folder)).toBe(true);
    expect(Object.keys(require.cache).filter((path) => path.startsWith(folder))).toEqual([]);
  });
});

/** Runs the real entry point until it ends. */
async function run(env: Record<string, string>, until?: RegExp): Promise<{ code: number; output: string }> {
  const data = await mkdtemp(join(tmpdir(), "orrery-data-"));
  const child = Bun.spawn([process.execPath, `${ROOT}/server/main.ts`], {
    cwd: ROOT,
    env: { ...process.env, HOST: "127.0.0.1", DATA_DIR: data, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  let output = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) {
      output += new TextDecoder().decode(chunk);
      if (until?.test(output)) child.kill("SIGTERM");
    }
  };
  await Promise.all([read(child.stdout), read(child.stderr)]);
  const code = await child.exited;
  await rm(data, { recursive: true, force: true });
  return { code, output };
}

describe("server/main.ts", () => {
  it("prints one line with the link, and ends well when asked to", async () => {
    const { code, output } = await run({ PORT: "0" }, /http/);
    expect(output).toMatch(/^Orrery is at http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(code).toBe(0);
  });

  it("says which settings are wrong", async () => {
    const { code, output } = await run({ PORT: "99999", SPECTATE_DELAY_S: "0" });
    expect(code).toBe(1);
    expect(output).toMatch(/^orrery: bad settings/);
    expect(output).toContain('PORT="99999"');
    expect(output).toContain('SPECTATE_DELAY_S="0"');
  });

  it("says when its port is taken", async () => {
    const { code, output } = await run({ PORT: String(server.port) });
    expect(output).toBe(
      `orrery: port ${server.port} is taken by another program; set PORT to a free one, or to 0 for any\n`,
    );
    expect(code).toBe(1);
  });

  it("says when its store cannot be had, and not the password to it", async () => {
    const { code, output } = await run({ PORT: "0", DATABASE_URL: "postgres://ada:hunter2@127.0.0.1:1/orrery" });
    expect(output).toMatch(/^orrery: the store at DATABASE_URL is unreachable: .*ECONNREFUSED.*\n$/);
    expect(output).not.toContain("hunter2");
    expect(code).toBe(1);
  });

  it("says when another server works in its data folder", async () => {
    const { code, output } = await run({ PORT: "0", DATA_DIR: dataDir });
    expect(output).toBe(`orrery: another server works in ${dataDir}; set DATA_DIR to another folder\n`);
    expect(code).toBe(1);
  });
});
