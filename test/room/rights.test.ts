import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { MountedRoute } from "../../server/http/router.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { encodeLobbyCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { ROLE } from "../../shared/roles.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../shared/wire/messages.ts";
import { CookieJar } from "../harness/cookie-jar.ts";
import { MATCH_GAME } from "../harness/match-game.ts";
import { askForSeat } from "../harness/seat-socket.ts";

const FATES = ["demoted", "banned", "deleted", "signedOut"] as const;
type Fate = (typeof FATES)[number];

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "another horse battery";
const HOUR_S = 3_600;
const EVER = { demoted: true, banned: true, deleted: true, signedOut: true };
const NEVER = { demoted: false, banned: false, deleted: false, signedOut: false };

/** What somebody was granted, and whether it still is of use after what became of them. */
const GRANTS: Readonly<Record<string, Readonly<Record<Fate, boolean>>>> = {
  "the socket of a match": { ...EVER, banned: false },
  "the socket of the lobby": NEVER,
  "a socket of the feed": EVER,
  "a stream of the feed": EVER,
  "a held seat of a match": { ...NEVER, demoted: true, signedOut: true },
  "a held seat of the lobby": NEVER,
  "a reserved seat of a match": NEVER,
  "a reserved seat of the lobby": NEVER,
  "a token": { ...NEVER, demoted: true },
  "a token, for a moderator's deed": NEVER,
  "a refresh cookie": { ...NEVER, demoted: true },
  "a beacon's token": { ...NEVER, signedOut: true },
  // Banned people may read what is kept of them, and delete it.
  "a password": { ...EVER, deleted: false },
  "a recovery code": { ...EVER, deleted: false },
};

/** Everything that lasts longer than a request, or bears a credential of its own: a new one needs a row in {@link GRANTS}. */
const LASTING = [
  "GET /feed",
  "GET /live/:room",
  "POST /auth/exchange",
  "POST /auth/refresh",
  "POST /beacon",
  "socket /feed",
];

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
  readonly recoveryCodes: readonly string[];
}

let server: RunningServer;
let dataDir: string;
let chief: Someone;
let orders: Room;
const sockets: { close(): void }[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-rights-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" });
  chief = await account("Chief", ROLE.operator);
  orders = await enter(chief, "lobby");
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await server.stop();
  await rm(dataDir, { recursive: true });
});

function sql(statement: string): void {
  const db = new Database(join(dataDir, "orrery.sqlite"));
  db.run("PRAGMA busy_timeout = 2000");
  db.run(statement);
  db.close();
}

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { Origin: server.url, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is what the test looks at.
  return { status: answer.status, body: (text === "" ? null : JSON.parse(text)) as any, headers: answer.headers };
}
const bearing = (token: string) => ({ Authorization: `Bearer ${token}` });
const isFine = async (answer: Promise<{ readonly status: number }>): Promise<boolean> => (await answer).status < 300;

async function account(name: string, role: number): Promise<Someone> {
  const guest = (await call("POST", "/auth/guest", {})).body as Someone;
  const { body } = await call("POST", "/auth/register", { name, password: PASSWORD }, bearing(guest.token));
  sql(`UPDATE players SET role = ${role} WHERE id = ${body.player.id}`);
  const again = await call("POST", "/auth/login", { name, password: PASSWORD });
  return { ...body, ...again.body };
}

/** Somebody of a role, who never asked for anything. */
async function newcomer(role: number): Promise<Someone> {
  const { body } = await call("POST", "/auth/guest", {});
  if (role > ROLE.guest) sql(`UPDATE players SET role = ${role}, passwordHash = 'x' WHERE id = ${body.player.id}`);
  return body;
}

const WIRES = { [MATCH_GAME.name]: MATCH_GAME.wire, lobby: LOBBY_FINGERPRINT } as const;
type RoomName = keyof typeof WIRES;

async function enter(who: Someone, room: RoomName): Promise<Room> {
  const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${WIRES[room]}`);
  client.auth.token = who.token;
  const entered = await client[room === "lobby" ? "joinOrCreate" : "create"](room, { name: who.player.name });
  entered.onMessage("*", () => {});
  entered.reconnection.enabled = false;
  return entered;
}

/** Uses of a grant: whether it is good. */
type Use = () => boolean | Promise<boolean>;

async function socketOf(who: Someone, name: RoomName): Promise<Use> {
  let isOpen = true;
  const room = await enter(who, name);
  room.onLeave.once(() => {
    isOpen = false;
  });
  return () => isOpen;
}

async function heldSeat(who: Someone, name: RoomName): Promise<Use> {
  const { roomId, sessionId, reconnectionToken, connection } = await enter(who, name);
  connection.close(4010);
  await vi.waitFor(() => expect(matchMaker.getLocalRoomById(roomId).clients.get(sessionId)).toBeUndefined());
  const query = { sessionId, reconnectionToken: reconnectionToken.split(":")[1] ?? "" };
  return async () => (await askForSeat(server.url, roomId, WIRES[name], query)).code === 0;
}

async function reservedSeat(who: Someone, name: RoomName): Promise<Use> {
  const path = `/matchmake/${name === "lobby" ? "joinOrCreate" : "create"}/${name}?${FINGERPRINT_PARAMETER}=${WIRES[name]}`;
  const { body } = await call("POST", path, { name: who.player.name }, bearing(who.token));
  const { sessionId, roomId } = body;
  return async () => (await askForSeat(server.url, roomId, WIRES[name], { sessionId })).code === 0;
}

async function feedSocket({ token }: Someone): Promise<Use> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/feed?topics=chat`, {
    headers: bearing(token),
  } as unknown as string[]);
  sockets.push(socket);
  await new Promise((resolve) => {
    socket.onmessage = resolve;
  });
  return () => socket.readyState === WebSocket.OPEN;
}

async function feedStream({ token }: Someone): Promise<Use> {
  const abort = new AbortController();
  sockets.push({ close: () => abort.abort() });
  const { body } = await fetch(`${server.url}/feed?topics=chat`, { headers: bearing(token), signal: abort.signal });
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let isOpen = true;
  const read = async (): Promise<void> => {
    while (!(await reader.read()).done);
    isOpen = false;
  };
  void read().catch(() => undefined);
  return () => isOpen;
}

async function refreshCookie({ player }: Someone): Promise<Use> {
  const jar = new CookieJar();
  const ask = async (path: string, body?: object) => {
    const answer = await call("POST", path, body, { Cookie: jar.header(path) });
    jar.take(answer.headers);
    return answer;
  };
  await ask("/auth/refresh");
  const { body } = await ask("/auth/login", { name: player.name, password: PASSWORD, cookie: true });
  expect(body.cookie).toBe(true);
  return async () => (await ask("/auth/refresh")).status === 200;
}

async function beaconToken({ token, player }: Someone): Promise<Use> {
  const { body } = await call("POST", "/beacons/token", { name: `b${player.id}` }, bearing(token));
  return () => isFine(call("POST", "/beacon", { x: 1, y: 2 }, bearing(body.token)));
}

/** Everything that somebody can be granted. Those that show whether they are open come first, those that sign in last. */
async function grantAll(who: Someone): Promise<ReadonlyMap<string, Use>> {
  const { name } = who.player;
  const [code] = who.recoveryCodes;
  const recover = { name, code, password: OTHER_PASSWORD };
  return new Map<string, Use>([
    ["the socket of a match", await socketOf(who, MATCH_GAME.name)],
    ["the socket of the lobby", await socketOf(who, "lobby")],
    ["a socket of the feed", await feedSocket(who)],
    ["a stream of the feed", await feedStream(who)],
    ["a held seat of a match", await heldSeat(who, MATCH_GAME.name)],
    ["a held seat of the lobby", await heldSeat(who, "lobby")],
    ["a refresh cookie", await refreshCookie(who)],
    ["a reserved seat of a match", await reservedSeat(who, MATCH_GAME.name)],
    ["a reserved seat of the lobby", await reservedSeat(who, "lobby")],
    ["a token", () => isFine(call("GET", "/me", undefined, bearing(who.token)))],
    ["a token, for a moderator's deed", () => isFine(call("GET", "/audit", undefined, bearing(who.token)))],
    ["a beacon's token", await beaconToken(who)],
    ["a password", () => isFine(call("POST", "/auth/login", { name, password: PASSWORD }))],
    ["a recovery code", () => isFine(call("POST", "/auth/recover", recover))],
  ]);
}

/** What becomes of somebody, by the ways that there are for it. */
const BECOME: Readonly<Record<Fate, (who: Someone) => Promise<void>>> = {
  async demoted({ player: { id } }) {
    expect((await call("POST", `/players/${id}/role`, { role: "player" }, bearing(chief.token))).status).toBe(200);
  },
  async banned({ player: { id } }) {
    const untilS = Math.floor(Date.now() / 1_000) + HOUR_S;
    const ban = encodeLobbyCommand({ type: "ban", player: id, untilS, why: "for a test", nonce: 1 });
    orders.sendBytes(TO_SERVER.command, encodeCommand(0, ban));
    await vi.waitFor(async () => {
      const { body } = await call("GET", "/audit?action=ban", undefined, bearing(chief.token));
      expect(body.rows.map((row: { player: number }) => row.player)).toContain(id);
    });
  },
  async deleted({ token }) {
    expect((await call("DELETE", "/me", { password: PASSWORD }, bearing(token))).status).toBe(204);
  },
  async signedOut({ token }) {
    expect((await call("DELETE", "/auth/sessions", undefined, bearing(token))).status).toBe(204);
  },
};

describe("D14: what was granted once", () => {
  it.each(FATES)("is of use only as long as it should be: %s", async (fate) => {
    const who = await account(`Some ${fate}`, ROLE.moderator);
    const uses = await grantAll(who);
    await BECOME[fate](who);
    const found: Record<string, boolean> = {};
    for (const [name, use] of uses) {
      const expected = GRANTS[name]?.[fate];
      // Sockets close soon after; what is asked for is refused at once.
      if (/^(the|a) s(ocket|tream) /.test(name))
        await vi.waitFor(async () => expect([name, await use()]).toEqual([name, expected]));
      found[name] = await use();
    }
    expect(found).toEqual(Object.fromEntries(Object.entries(GRANTS).map(([name, row]) => [name, row[fate]])));
  });

  it("has a row in the table of this test", async () => {
    const rows = server.routes.filter(({ route }) => route.stream === true || route.right === "own");
    const paths = Object.keys(server.feed.sockets).map((path) => `socket ${path}`);
    expect([...rows.map(({ method, path }) => `${method} ${path}`), ...paths].toSorted()).toEqual(LASTING);
    // A stream that is for some only would have to end with their rights.
    for (const { route } of rows.filter((row) => row.route.stream === true)) expect(route.right).toBe("everyone");
  });
});

describe("D14: a request whose body comes late", () => {
  const LEAST = { token: ROLE.guest, moderator: ROLE.moderator, operator: ROLE.operator } as const;

  /** Sends all but the end of a body, lets something happen, sends the rest. Resolves with the status. */
  async function late({ method, path }: MountedRoute, token: string, meanwhile: () => Promise<void>): Promise<number> {
    const body = '{"undeclared":1}';
    const socket = connect(server.port, "127.0.0.1");
    const status = new Promise<number>((resolve, reject) => {
      socket.once("data", (bytes) => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(`${bytes}`)?.[1])));
      socket.once("error", reject);
      socket.once("close", () => reject(new Error(`${path}: closed without an answer`)));
    });
    const head = [
      `${method} ${path.replace(/:\w+/g, "1234567")} HTTP/1.1`,
      ...["Host: x", `Authorization: Bearer ${token}`, `Content-Length: ${body.length}`, "", ""],
    ];
    socket.write(head.join("\r\n") + body.slice(0, 5));
    // The server judges the head meanwhile. Were it slower, this would test less, and pass.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await meanwhile();
    socket.write(body.slice(5));
    return status.finally(() => socket.destroy());
  }

  const bodied = () => server.routes.filter(({ route: { body, right } }) => body !== undefined && right !== "everyone");

  it("is judged by the sign-in of its end", async () => {
    const found = await Promise.all(
      bodied().map(async (row) => {
        const { right } = row.route;
        if (right === "own") return null;
        const who = await newcomer(LEAST[right as keyof typeof LEAST]);
        return [row.method, row.path, await late(row, who.token, () => BECOME.signedOut(who))];
      }),
    );
    const asked = found.filter((one) => one !== null);
    expect(asked.length).toBeGreaterThan(8);
    expect(asked).toEqual(asked.map(([method, path]) => [method, path, 401]));
  });

  it("is judged by the role of its end, also where another gave the right", async () => {
    const found = await Promise.all(
      bodied().map(async (row) => {
        const { right } = row.route;
        if (right === "token") return null;
        const who = await newcomer(right === "own" ? ROLE.moderator : LEAST[right as keyof typeof LEAST]);
        const issued = () => call("POST", "/beacons/token", { name: `late${who.player.id}` }, bearing(who.token));
        const token = right === "own" ? (await issued()).body.token : who.token;
        return [row.method, row.path, await late(row, token, () => BECOME.demoted(who))];
      }),
    );
    const asked = found.filter((one) => one !== null);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked).toEqual(asked.map(([method, path]) => [method, path, 403]));
  });
});
