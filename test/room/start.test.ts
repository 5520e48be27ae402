import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { route } from "../../server/http/route.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { CONTROL, encodeClientCommand, HULLS } from "../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../shared/games/arena/wire/fingerprint.ts";
import { type ArenaState, tickOf } from "../../shared/games/arena/wire/state.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { decodeWelcome, encodeCommand, TO_CLIENT, TO_SERVER } from "../../shared/wire/messages.ts";
import { ROOT } from "../harness/sources.ts";

let server: RunningServer;
let dataDir: string;
let client: Client;

beforeAll(async () => {
  const page = route({
    right: "everyone",
    answer: () => new Response("page", { headers: { "Content-Type": "text/html" } }),
  });
  dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  server = await startServer({ port: 0, host: "127.0.0.1", arenaPlayers: 8, dataDir }, { "/": { GET: page } });
  client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

async function enter(options: object): Promise<{ room: Room<unknown, ArenaState>; seat: number }> {
  const room = await client.joinOrCreate<ArenaState>("arena", options);
  const { promise, resolve } = Promise.withResolvers<number>();
  room.onMessage<Uint8Array>(TO_CLIENT.welcome, (bytes) => resolve(decodeWelcome(bytes).seat));
  room.onMessage("*", () => {});
  return { room, seat: await promise };
}

describe("the server, to the stock SDK", () => {
  it("lets one join, fly, lose the socket and return to the same ship", async () => {
    const { room, seat } = await enter({ name: "Ada", hull: "Lancer" });
    const own = () => room.state.players.get(String(seat));
    await vi.waitFor(() => expect(room.state.own).toMatchObject({ hull: 1, ship: expect.any(Number) }));
    expect([...room.state.players.values()].some(({ kind }) => kind > 0)).toBe(true);
    const { ship } = room.state.own;
    const thrust = encodeClientCommand({ type: "controls", bits: CONTROL.thrust, aim: 0, seen: 0 });
    // Late, as a player is not told of controls that were flown as they were meant.
    room.sendBytes(TO_SERVER.command, encodeCommand(tickOf(room.state), thrust));
    await vi.waitFor(() => expect(room.state.own.bits).toBe(CONTROL.thrust));

    Object.assign(room.reconnection, { minUptime: 0, delay: 10 });
    const back = new Promise((resolve) => room.onReconnect(() => resolve(null)));
    room.connection.close(4010);
    await back;
    await vi.waitFor(() => expect(own()).toMatchObject({ name: "Ada", alive: true, online: true }));
    expect(room.state.own.ship).toBe(ship);
    await room.leave();
  });

  it("D7: refuses hostile joins with what was wrong", async () => {
    const refusals = [
      [{ name: "\u202eevil" }, /^name: holds U\+202E/],
      [{ name: "Ada", hull: "Falcon" }, new RegExp(`^hull: "Falcon" is not one of ${HULLS[0].name}`)],
      [{}, /^name: is missing/],
    ] as const;
    for (const [options, message] of refusals) {
      const refused = await client.joinOrCreate("arena", options).catch((error) => error);
      expect(refused.message).toMatch(message);
      expect(refused.code).toBe(ROOM_REFUSAL.badOption);
    }
    const [first, second] = [
      await enter({ name: "Twin" }),
      await client.joinOrCreate("arena", { name: "twin" }).catch((e) => e),
    ];
    expect(second).toMatchObject({
      code: ROOM_REFUSAL.nameTaken,
      message: expect.stringContaining("twin is already in this"),
    });
    await first.room.leave();
  });

  it("knows who is signed in, and keeps their name for them", async () => {
    const post = async (path: string, body: object, token?: string) => {
      const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const response = await fetch(server.url + path, {
        ...{ method: "POST", body: JSON.stringify(body) },
        ...(headers && { headers }),
      });
      return response.json();
    };
    const guest = await post("/auth/guest", {});
    const { token, player } = await post("/auth/register", { name: "Zoë", password: "long enough" }, guest.token);
    const refused = await client.joinOrCreate("arena", { name: "\u0396o\u00eb" }).catch((error) => error);
    expect(refused).toMatchObject({ code: ROOM_REFUSAL.nameOwned, message: expect.stringContaining("an account") });

    const signedIn = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
    signedIn.auth.token = token;
    const room = await signedIn.joinOrCreate<ArenaState>("arena", { name: "Someone else" });
    room.onMessage("*", () => {});
    await vi.waitFor(() => expect([...room.state.players.values()].map(({ name }) => name)).toContain(player.name));
    const second = await signedIn.joinOrCreate("arena", {}).catch((error) => error);
    expect(second).toMatchObject({ code: ROOM_REFUSAL.nameTaken });
    await room.leave();
    signedIn.auth.token = `${token}x`;
    const foreign = await signedIn.joinOrCreate("arena", { name: "Ada" }).catch((error) => error);
    expect(foreign).toMatchObject({ code: ROOM_REFUSAL.signInFirst, message: expect.stringMatching(/^token: /) });
  });

  it("serves the page, its health and its numbers", async () => {
    const get = async (path: string) => {
      const response = await fetch(server.url + path);
      return [response.status, await response.text()] as const;
    };
    expect(await get("/")).toEqual([200, "page"]);
    const { room } = await enter({ name: "Ada" });
    expect(await get("/healthz")).toEqual([200, "ok\n"]);
    expect(await get("/readyz")).toEqual([200, "ok\n"]);
    const [, metrics] = await get("/metrics");
    expect(metrics).toMatch(/^orrery_rooms 2$/m);
    expect(metrics).toMatch(/^orrery_clients 1$/m);
    expect(metrics).toMatch(/^orrery_tick_seconds_count [1-9]/m);
    expect(metrics).toMatch(/^orrery_tick_late_seconds_count [1-9]/m);
    expect(metrics).toMatch(/^orrery_patch_bytes_sum [1-9]/m);
    await room.leave();
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
    const { code, output } = await run({ PORT: "99999", ARENA_PLAYERS: "0" });
    expect(code).toBe(1);
    expect(output).toMatch(/^orrery: bad settings/);
    expect(output).toContain('PORT="99999"');
    expect(output).toContain('ARENA_PLAYERS="0"');
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
    expect(output).toMatch(/^orrery: the store at DATABASE_URL cannot be had: .*ECONNREFUSED.*\n$/);
    expect(output).not.toContain("hunter2");
    expect(code).toBe(1);
  });

  it("says when another server works in its data folder", async () => {
    const { code, output } = await run({ PORT: "0", DATA_DIR: dataDir });
    expect(output).toBe(`orrery: another server works in ${dataDir}; set DATA_DIR to another folder\n`);
    expect(code).toBe(1);
  });
});
