import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { MountedRoute } from "../../server/http/router.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import { LOAD_HEADER } from "../../server/transport/sender.ts";
import { ROLE } from "../../shared/roles.ts";

const LOAD_TOKEN = "the load token of this test, quite long".replaceAll(" ", "-");
const PASSWORD = "long enough for anyone";
const ROLES = ["nobody", "guest", "player", "moderator", "operator", "signedOut", "badToken"] as const;
type Role = (typeof ROLES)[number];

let folder: string;
let server: RunningServer;
let logged: ReturnType<typeof vi.spyOn>[];
const tokens = new Map<Role, string>();
const load = { [LOAD_HEADER]: LOAD_TOKEN };

async function post(path: string, body: object, token?: string): Promise<{ token: string }> {
  const headers = { ...load, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.status === 204 ? { token: "" } : ((await answer.json()) as { token: string });
}

/** An account of a role, signed in after it has it. */
async function account(name: string, role: number): Promise<string> {
  await post("/auth/register", { name, password: PASSWORD }, (await post("/auth/guest", {})).token);
  const db = new Database(join(folder, "orrery.sqlite"));
  db.run("PRAGMA busy_timeout = 2000");
  db.run("UPDATE players SET role = ? WHERE name = ?", [role, name]);
  db.close();
  return (await post("/auth/login", { name, password: PASSWORD })).token;
}

beforeAll(async () => {
  logged = (["error", "warn"] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
  folder = await mkdtemp(join(tmpdir(), "orrery-routes-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir: folder, loadToken: LOAD_TOKEN });
  tokens.set("guest", (await post("/auth/guest", {})).token);
  tokens.set("player", await account("Paula", ROLE.player));
  tokens.set("moderator", await account("Moira", ROLE.moderator));
  tokens.set("operator", await account("Olga", ROLE.operator));
  const { token } = await post("/auth/guest", {});
  await post("/auth/logout", {}, token);
  tokens.set("signedOut", token);
  tokens.set("badToken", "a.b.c");
});
afterAll(async () => {
  await server.stop();
  for (const spy of logged) spy.mockRestore();
  await rm(folder, { recursive: true });
});

/** What a path's variable parts are here: nothing that there is. */
const PARTS: Readonly<Record<string, string>> = {
  id: "1234567",
  kind: "mute",
  period: "day",
  method: "joinById",
  room: "nowhere",
  replay: "nothing",
  name: "nothing",
};
const pathOf = ({ path }: MountedRoute): string =>
  path.replace(/:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, (_, part: string) => PARTS[part] ?? "x");

interface Asked {
  readonly method?: string;
  readonly role?: Role;
  readonly query?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function ask(row: MountedRoute, { method = row.method, role = "nobody", query = "", body, headers }: Asked = {}) {
  const token = tokens.get(role);
  const abort = new AbortController();
  const response = await fetch(`${server.url}${pathOf(row)}${query}`, {
    ...{ method, redirect: "manual", signal: abort.signal },
    headers: { ...load, ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body }),
  });
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const json = isJson && method !== "HEAD" ? ((await response.json()) as { code?: number; error?: string }) : null;
  if (!isJson) abort.abort();
  return { status: response.status, json, headers: response.headers };
}

const LEAST: Readonly<Record<string, number>> = {
  token: ROLE.guest,
  moderator: ROLE.moderator,
  operator: ROLE.operator,
};
const RANK: Readonly<Partial<Record<Role, number>>> = { guest: 0, player: 1, moderator: 2, operator: 3 };

/** Whom a row lets in, as it declares: the status of a refusal; null: they pass. */
function refusalOf({ route }: MountedRoute, role: Role): readonly number[] | null {
  if (route.right === "everyone") return null;
  if (route.right === "own") return [401, 403];
  const rank = RANK[role];
  if (rank === undefined) return [401];
  return rank < (LEAST[route.right] ?? Number.POSITIVE_INFINITY) ? [403] : null;
}

/** Rows that take no sign-in, or more than one: a new one is seen here. All others are for whoever is signed in. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  everyone: [
    "GET /__healthcheck",
    "GET /auth/passkey",
    "GET /beacons",
    "GET /feed",
    "GET /feed/schema",
    "GET /healthz",
    "GET /league/:period",
    "GET /live",
    "GET /live/:room",
    "GET /live/:room/names",
    "GET /metrics",
    "GET /play/:room",
    "GET /players/:id",
    "GET /readyz",
    "GET /rounds",
    "GET /rounds/:id",
    "GET /rounds/:id/names",
    "GET /v/:id",
    "GET /v/:id/",
    "GET /v/:id/assets/:name",
    "GET /v/:id/games/:name",
    "GET /watch/:replay",
    "POST /auth/guest",
    "POST /auth/login",
    "POST /auth/passkey",
    "POST /auth/passkey/options",
    "POST /auth/recover",
    "POST /matchmake/:method{\\w{1,32}}/:room{[\\w-]{1,64}}",
  ],
  own: ["POST /auth/exchange", "POST /auth/refresh", "POST /beacon"],
  moderator: [
    "DELETE /beacons/token/:name",
    "DELETE /players/:id/sanctions/:kind",
    "GET /audit",
    "GET /beacons/token",
    "GET /players",
    "POST /beacons/token",
  ],
  operator: ["POST /players/:id/role"],
};

/** Each row of the table by itself, so that a failure names it. */
async function walk(check: (row: MountedRoute) => Promise<void>): Promise<void> {
  for (const row of server.routes)
    try {
      await check(row);
    } catch (error) {
      throw new Error(`${row.method} ${row.path}`, { cause: error });
    }
}

const rowsWith = (is: (row: MountedRoute) => boolean) => async (check: (row: MountedRoute) => Promise<void>) => {
  expect(server.routes.some(is)).toBe(true);
  await walk(async (row) => (is(row) ? check(row) : undefined));
};

describe("every route", () => {
  it("is in the table, and what is not in it does not exist", async () => {
    expect(server.routes.length).toBeGreaterThan(30);
    for (const path of ["/nothing", "/rounds/a/b", "/auth", "/matchmake", "/.env", "/assets/../server", "/%00"]) {
      const answer = await fetch(server.url + path);
      expect([path, answer.status, await answer.json()]).toEqual([path, 404, { code: 404, error: "not found" }]);
    }
  });

  it.each(Object.entries(RIGHTS))("is for %s only where that is meant", (right, expected) => {
    const rows = server.routes.filter(({ route }) => route.right === right);
    expect(rows.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(expected);
  });

  it.each(ROLES)("lets in whom it declares, and refuses others with the reason: %s", async (role) => {
    await walk(async (row) => {
      // Whoever passes is told of the parameter, before anything is done.
      const { status, json } = await ask(row, { role, query: row.route.query === "ignored" ? "" : "?undeclared=1" });
      const refusal = refusalOf(row, role);
      if (refusal !== null) expect(refusal).toContain(status);
      else if (row.route.query === "ignored") expect([200, 302, 404]).toContain(status);
      else expect([status, json?.error]).toEqual([400, expect.stringMatching(/^undeclared: unknown parameter/)]);
      if (status >= 400) expect(json).toMatchObject({ code: status, error: expect.stringMatching(/.{5,}/) });
    });
  });

  it("has its methods, and says which they are", async () => {
    await walk(async (row) => {
      const methods = server.routes.filter(({ path }) => path === row.path).map(({ method }) => method);
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        if ((methods as string[]).includes(method)) continue;
        const { status, json, headers } = await ask(row, { method, role: "operator" });
        expect([status, json?.code]).toEqual([405, 405]);
        for (const allowed of methods) expect(headers.get("allow")).toContain(allowed);
      }
      const preflight = await ask(row, { method: "OPTIONS" });
      expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
        204,
        methods.join(", "),
      ]);
    });
  });

  it("answers HEAD as GET, without a body", async () => {
    await rowsWith(({ method }) => method === "GET")(async (row) => {
      const got = await ask(row, { role: "operator" });
      const head = await ask(row, { role: "operator", method: "HEAD" });
      expect(head.status).toBe(row.route.stream === true ? 405 : got.status);
    });
  });

  it("reads no parameter twice, and none that is too long", async () => {
    await rowsWith(
      ({ route }) => route.query !== "ignored" && refusalOf({ route } as MountedRoute, "operator") === null,
    )(async (row) => {
      expect((await ask(row, { role: "operator", query: "?a=1&a=2" })).status).toBe(400);
      expect([400, 414]).toContain((await ask(row, { role: "operator", query: `?a=${"x".repeat(5_000)}` })).status);
    });
  });

  it("takes by WebSocket the parameters that it takes by HTTP, and refuses others in the same words", async () => {
    for (const path of Object.keys(server.feed.sockets)) {
      const row = server.routes.find((one) => one.path === path && one.method === "GET") as MountedRoute;
      expect([path, row?.route.query]).toEqual([path, expect.anything()]);
      for (const query of [
        ...["?undeclared=1", "?topics=chat&undeclared=1", "?topics=chat&topics=kills", "?topics=chat&topics=chat"],
        ...["?__proto__=1", `?topics=${"x".repeat(5_000)}`, "?topics=nothing", "?topics=chat&since=x", "?since=chat:1"],
      ]) {
        const { json, status } = await ask(row, { query });
        expect([query, status]).toEqual([query, expect.toSatisfy((code) => code === 400 || code === 414)]);
        expect([query, await firstFrame(`${path}${query}`)]).toEqual([query, { type: "refused", ...json }]);
      }
    }
  });

  it("reads no more of a body than its bound, and nothing but JSON of its form", async () => {
    await rowsWith(({ route }) => route.body !== undefined)(async (row) => {
      const refusal = refusalOf(row, "operator");
      const bound = row.route.bodyBytes ?? row.group.bodyBytes ?? 0;
      const expected = (status: number) => refusal ?? [status];
      const large = JSON.stringify({ a: "x".repeat(bound) });
      expect(expected(413)).toContain((await ask(row, { role: "operator", body: large })).status);
      for (const body of ["{", "\u0000", "[1]", '"text"', "null"])
        expect(expected(400)).toContain((await ask(row, { role: "operator", body })).status);
    });
  });

  it("is not changed by pages of other origins, and not read by them unless it is for everyone", async () => {
    const headers = { Origin: "https://evil.example" };
    await walk(async (row) => {
      const readers = row.route.readers ?? row.group.readers ?? "own";
      const { status, headers: answered } = await ask(row, { headers, query: "?undeclared=1" });
      expect(answered.get("access-control-allow-origin")).toBe(readers === "any" ? "*" : null);
      if (readers === "own" && row.method !== "GET") expect(status).toBe(403);
      expect(answered.get("access-control-allow-credentials")).toBeNull();
      expect(answered.get("x-content-type-options")).toBe("nosniff");
    });
  });

  it("answers HTTP/1.0, no Host and odd Hosts, and none of it is this server's fault", async () => {
    for (const spy of logged) spy.mockClear();
    await walk(async (row) => {
      const path = `${pathOf(row)}?undeclared=1`;
      const line = (version: string) => `${row.method} ${path} HTTP/${version}`;
      const ofLoad = `${LOAD_HEADER}: ${LOAD_TOKEN}`;
      const status = async (...lines: string[]) => rawStatus(server.port, [...lines, ofLoad]);
      const plain = (await ask(row, { query: "?undeclared=1" })).status;
      expect(await status(line("1.0"))).toBe(plain);
      expect(await status(line("1.0"), "Host: 127.0.0.1")).toBe(plain);
      for (const host of ["a b", "[", "x:99999", "%zz", "a\u0000b", "@", "/"])
        expect([400, plain]).toContain(await status(line("1.1"), `Host: ${host}`));
      expect([400, plain]).toContain(await status(line("1.1")));
      expect([400, plain]).toContain(await status(line("1.1"), "Host: "));
    });
    for (const spy of logged) expect(spy).not.toHaveBeenCalled();
  });
});

it("D8: every route is refused to an address that asks for too much, and says when to come back", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "orrery-routes-few-"));
  const limits = { requests: { address: { perSecond: 0.001, burst: 1 } } };
  const few = await startServer({ port: 0, host: "127.0.0.1", dataDir, limits });
  try {
    await fetch(`${few.url}/rounds`);
    for (const row of few.routes) {
      const answer = await fetch(few.url + pathOf(row), { method: row.method, redirect: "manual" });
      expect([row.method, row.path, answer.status]).toEqual([row.method, row.path, 429]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: 429, error: expect.stringMatching(/too many requests/) });
    }
  } finally {
    await few.stop();
    await rm(dataDir, { recursive: true });
  }
});

/** What a socket is told first. */
function firstFrame(path: string): Promise<unknown> {
  const socket = new WebSocket(server.url.replace("http", "ws") + path, { headers: load } as unknown as string[]);
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      resolve(JSON.parse(`${data}`));
      socket.close();
    };
    socket.onclose = ({ code }) => reject(new Error(`${path}: closed with ${code}`));
  });
}

/** Status of the answer to a request as it stands; 0: the connection was closed without one. */
function rawStatus(port: number, lines: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    const finish = () => {
      resolve(Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0));
      socket.destroy();
    };
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (text.includes("\r\n")) finish();
    });
    socket.on("close", finish);
    socket.on("error", reject);
  });
}
