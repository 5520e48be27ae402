import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { arena, encodeClientCommand } from "../../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../../shared/wire/messages.ts";
import type { RoundInfo } from "../../../shared/wire/rounds.ts";
import { ALONE, ONE_STATION } from "../../harness/arena/one-station.ts";

const SEED = Number(process.env.ERASURE_SEED ?? 1);
const WAIT = { timeout: 30_000, interval: 200 };
const PASSWORD = "correct horse battery";
/** As rows of the log of a write-ahead database are emptied again at the earliest, and some. */
const SOON = { timeout: 12_000, interval: 500 };

interface Someone {
  readonly token: string;
  readonly id: number;
  readonly name: string;
}

const random = createRandom(SEED);
const LETTERS = [..."abcdefghjkmnpqrstuvwxyzäöüßéñабвгд日月火水"];
/** That nothing else is called. */
const newName = () => `Q${Array.from({ length: 11 }, () => LETTERS[nextBelow(random, LETTERS.length)]).join("")}`;

let dataDir: string;
let server: RunningServer;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-erasure-"));
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

function start(): Promise<RunningServer> {
  const settings = { port: 0, host: "127.0.0.1", dataDir, spectateDelayS: 1, logLevel: "silent" } as const;
  return startServer(
    settings,
    {},
    {
      games: { arena: { ...ALONE, map: ONE_STATION, roundTicks: 400, resultTicks: 30 } },
    },
  );
}

async function call(method: string, path: string, token = "", body?: object): Promise<Record<string, unknown>> {
  const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

async function guest(name: string): Promise<Someone> {
  const { token, player } = (await call("POST", "/auth/guest", "", { name })) as unknown as {
    token: string;
    player: { id: number };
  };
  return { token, id: player.id, name };
}

async function account(name: string): Promise<Someone> {
  const { token } = await guest(name);
  const made = await call("POST", "/auth/register", token, { name, password: PASSWORD });
  return { token: `${made.token}`, id: (made.player as { id: number }).id, name };
}

async function enter(room: string, wire: string, token: string, name: string): Promise<Room> {
  const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${wire}`);
  if (token !== "") client.auth.token = token;
  const entered = await client.joinOrCreate(room, { name });
  entered.onMessage("*", () => {});
  entered.reconnection.enabled = false;
  return entered;
}

/** Whoever only sits there does not play. */
async function fly(token: string, name: string): Promise<Room> {
  const seat = await enter("arena", ARENA_FINGERPRINT, token, name);
  let bits = 0;
  const steering = setInterval(() => {
    bits ^= 1;
    const controls = encodeClientCommand({ type: "controls", bits, aim: 0, seen: 0 });
    if (seat.connection.isOpen) seat.sendBytes(TO_SERVER.command, encodeCommand(0, controls));
  }, 200);
  seat.onLeave.once(() => clearInterval(steering));
  return seat;
}

const order = (lobby: Room, command: LobbyClientCommand) =>
  lobby.sendBytes(TO_SERVER.command, encodeCommand(0, encodeLobbyCommand(command)));

/** Everything in the data folder that holds a text, by path. */
async function filesWith(text: string): Promise<string[]> {
  const wanted = Buffer.from(text);
  const found: string[] = [];
  for (const path of await readdir(dataDir, { recursive: true })) {
    const file = join(dataDir, path);
    if ((await stat(file)).isFile() && (await readFile(file)).includes(wanted)) found.push(path);
  }
  return found;
}

/** All that the feed has of every topic, and what is told in the next moment. */
function feed(): Promise<string> {
  const topics = ["kills", "chat", "rounds", "scores"];
  const since = topics.map((topic) => `${topic}:0`).join(",");
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/feed?topics=${topics}&since=${since}`);
  let text = "";
  socket.onmessage = ({ data }) => {
    text += data;
  };
  return new Promise((resolve) => {
    setTimeout(() => {
      socket.close();
      resolve(text);
    }, 800);
  });
}

async function bytesOf(path: string): Promise<string> {
  const response = await fetch(server.url + path);
  return Buffer.from(await response.arrayBuffer()).toString("utf8");
}

/** The first part of a match as those who watch it get it. */
async function watched(room: string): Promise<string> {
  const response = await fetch(`${server.url}/live/${room}`);
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return Buffer.from(value ?? []).toString("utf8");
}

async function ready(): Promise<RoundInfo[]> {
  const rounds = (await call("GET", "/rounds")) as unknown as RoundInfo[];
  return rounds.filter(({ state }) => state === "ready");
}

describe(`someone who played, talked and was watched (seed ${SEED})`, { timeout: 120_000 }, () => {
  const names = { account: newName(), guest: newName(), flown: newName(), nobody: newName(), stays: newName() };
  let ada: Someone;
  let bob: Someone;
  let cyd: Someone;
  let match: string;
  let seats: Room[];

  const everywhere = async (): Promise<Record<string, string>> => {
    const rounds = await ready();
    const parts = await Promise.all(
      [
        ...["/rounds", "/live", "/feed/beacons", "/league?period=all", `/players/${cyd.id}`, `/live/${match}/names`],
        ...rounds.flatMap(({ id }) => [`/rounds/${id}`, `/rounds/${id}/names`]),
      ].map(async (path) => [path, await bytesOf(path)]),
    );
    return {
      ...Object.fromEntries(parts),
      [`/live/${match}`]: await watched(match),
      "/feed": await feed(),
      "what players see": JSON.stringify(seats.map(({ state }) => (state as { players: object }).players)),
    };
  };

  beforeAll(async () => {
    ada = await account(names.account);
    bob = await guest(names.guest);
    cyd = await account(names.stays);
    await call("PUT", `/me/friends/${ada.id}`, cyd.token);
    seats = [await fly(cyd.token, cyd.name), await fly(ada.token, ada.name), await fly(bob.token, names.flown)];
    seats.push(await fly("", names.nobody));
    match = seats[0].roomId;
    // Whoever reads where ships are has them told, and kept.
    const survey = new WebSocket(`${server.url.replace("http", "ws")}/feed?topics=positions`);
    const surveyed = new Promise<string>((resolve) => {
      survey.onmessage = ({ data }) => {
        if (String(data).includes(ada.name)) resolve(String(data));
      };
    });
    const reader = await enter("lobby", LOBBY_FINGERPRINT, cyd.token, cyd.name);
    const lobby = await enter("lobby", LOBBY_FINGERPRINT, ada.token, ada.name);
    order(lobby, { type: "open", channel: "lobby", after: -1, nonce: 1 });
    await vi.waitFor(async () => {
      order(lobby, { type: "say", channel: "lobby", text: `hi @${cyd.name}, I am ${ada.name}`, nonce: 2 });
      const { items } = await call("GET", "/me/inbox", cyd.token);
      expect(new Set((items as { kind: string }[]).map(({ kind }) => kind))).toEqual(new Set(["friend", "mention"]));
      expect(JSON.stringify(items)).toContain(ada.name);
    }, WAIT);
    await surveyed;
    survey.close();
    // Whoever leaves a match is told of as lost.
    const short = await fly(bob.token, names.guest);
    await short.leave();
    await vi.waitFor(async () => expect((await ready()).length).toBeGreaterThan(0), WAIT);
    await reader.leave();
  }, 90_000);

  it("is named where people are named, and never in a journal or a replay", async () => {
    const recorded = (path: string) => [`journal/${match}/`, "replays/", "aside/"].some((at) => path.startsWith(at));
    for (const name of Object.values(names)) expect((await filesWith(name)).filter(recorded), name).toEqual([]);
    const [{ id }] = await ready();
    const table = await bytesOf(`/rounds/${id}/names`);
    for (const name of Object.values(names)) expect(table).toContain(name);
    expect((await fetch(`${server.url}/rounds/${id}/names`)).headers.get("cache-control")).toBe("no-store");
    expect(await feed()).toContain(names.account);
    const seen = JSON.stringify(seats[0].state);
    for (const name of [names.account, names.flown, names.nobody]) expect(seen).toContain(name);
  });

  it("is named nowhere once they are erased: in no file, no answer, no match and no message", async () => {
    await call("DELETE", "/me", ada.token, { password: PASSWORD });
    await call("DELETE", "/me", bob.token, {});
    const gone = [names.account, names.guest, names.flown];
    await vi.waitFor(async () => {
      for (const [where, text] of Object.entries(await everywhere()))
        for (const name of gone) expect([where, text.includes(name)]).toEqual([where, false]);
    }, WAIT);
    await vi.waitFor(async () => {
      for (const name of gone) expect(await filesWith(name), name).toEqual([]);
    }, SOON);
    // Nobody else lost theirs.
    const [{ id }] = await ready();
    for (const name of [names.stays, names.nobody]) expect(await bytesOf(`/rounds/${id}/names`)).toContain(name);
    expect(JSON.stringify(seats[0].state)).toContain(names.nobody);
  });

  it("is named nowhere by what happens later, and after a restart; replays still verify", async () => {
    const rounds = (await ready()).length;
    await vi.waitFor(async () => expect((await ready()).length).toBeGreaterThan(rounds), WAIT);
    for (const room of seats) await room.leave();
    await server.stop();
    for (const name of [names.account, names.guest, names.flown]) expect(await filesWith(name), name).toEqual([]);
    server = await start();
    const all = await vi.waitFor(async () => {
      const found = await ready();
      expect(found.length).toBeGreaterThan(rounds);
      return found;
    }, WAIT);
    for (const { id } of all) {
      const bytes = new Uint8Array(await readFile(join(dataDir, "replays", `${id}.orj`)));
      expect(verify(arena, readTimeline([{ name: id, bytes }])), id).toMatchObject({ ok: true });
      const table = await bytesOf(`/rounds/${id}/names`);
      expect(table).toContain(names.stays);
      for (const name of [names.account, names.guest, names.flown]) expect(table).not.toContain(name);
    }
  });
});
