import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MountedRoute } from "../../../server/http/router.ts";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { LOAD_HEADER } from "../../../server/transport/sender.ts";
import { MATCH_GAME } from "../../harness/match-game.ts";
import { mutateText, textLike } from "../mutate.ts";
import type { Random } from "../random.ts";
import { type Outcome, type Target, target } from "../target.ts";

const LOAD_TOKEN = "a load token of this test, which is long enough";
/** Statuses of requests that did not get as far as a route's own work. */
const UNREAD: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 411, 413, 414, 429, 431, 505]);
/** Not now, and not in this version of HTTP: no fault of the server. */
const UNAVAILABLE: ReadonlySet<number> = new Set([503, 505]);
const RAW_MOST_MS = 2_000;

interface Site {
  readonly server: RunningServer;
  readonly folder: string;
  /** Tokens of guests. */
  readonly tokens: readonly string[];
}

let site: Promise<Site> | null = null;

function open(): Promise<Site> {
  site ??= start();
  return site;
}

async function start(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "orrery-fuzz-"));
  const settings = { port: 0, host: "127.0.0.1", dataDir: folder, loadToken: LOAD_TOKEN } as const;
  const server = await startServer(settings);
  const tokens: string[] = [];
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(`${server.url}/auth/guest`, { method: "POST", body: "{}" });
    tokens.push(((await answer.json()) as { token: string }).token);
  }
  return { server, folder, tokens };
}

async function close(): Promise<void> {
  if (site === null) return;
  const { server, folder } = await site;
  site = null;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A request before it is known which server it is for: routes and tokens by number. */
interface Request {
  readonly route: number;
  readonly method: string | null;
  readonly token: number;
  readonly parts: readonly string[];
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"];
const PARTS = [
  MATCH_GAME.name,
  "lobby",
  "create",
  "joinOrCreate",
  "1",
  "7",
  "abc",
  "trails-5",
  "index.html",
  "mute",
  "day",
];
const PARAMETERS = [
  "topics=kills",
  "since=kills:1",
  "before=3",
  "limit=2",
  "period=day",
  "name=Ana",
  `wire=${MATCH_GAME.wire}`,
  "x=1",
];
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  ...{
    name: ["Ana", "Zoë", "", 7],
    password: ["long enough", "x"],
    hull: [0, 1, 99],
    player: [1, 2],
    friend: [1],
    kind: ["mute", "ban", "league"],
  },
  ...{
    cursor: [0, 1, -1],
    why: ["rude"],
    forS: [60, -1],
    untilS: [0, 9],
    role: ["player", "operator"],
    x: [1],
    y: [2],
    label: ["buoy"],
    values: [{ t: 1 }],
    days: [1, 0],
    cookie: [true],
  },
};

function body(random: Random): string {
  const fields = random.some(4, () => random.pick(Object.keys(FIELDS)));
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, random.pick(FIELDS[field])])));
}

function request(random: Random): Request {
  const odd = (text: string) => (random.oneIn(10) ? mutateText(text, random) : text);
  return {
    route: random.below(1_000),
    method: random.oneIn(8) ? random.pick(METHODS) : null,
    token: random.oneIn(6) ? -1 : random.below(3),
    parts: Array.from({ length: 3 }, () => odd(random.pick(PARTS))),
    query: random.oneIn(3) ? odd(random.some(3, () => random.pick(PARAMETERS)).join("&")) : "",
    headers: Object.fromEntries(random.some(3, () => random.pick(HEADERS))),
    body: textLike(random, 200, body),
  };
}

const HEADERS: readonly (readonly [string, string])[] = [
  ...([
    ["accept-encoding", "br, gzip;q=0"],
    ["if-none-match", '"x"'],
    ["origin", "https://elsewhere.example"],
    ["last-event-id", "kills:7"],
  ] as const),
  ...([
    ["cookie", "a=b; orrery_device=1.x.y"],
    ["range", "bytes=0-5,9-"],
    ["accept", "text/event-stream"],
    ["content-type", "text/plain"],
  ] as const),
  ...([
    ["x-forwarded-for", "1.2.3.4, ::1"],
    ["expect", "200-ok"],
    ["x-forwarded-proto", "https"],
  ] as const),
];

/** Rows that would end the sign-ins that all cases share. */
const ENDS_SIGN_IN = /^\/(me|auth\/logout|me\/sessions.*|auth\/(sessions|everywhere).*)$/;

function address({ path }: MountedRoute, { parts, query }: Request): string {
  let part = 0;
  const filled = path.replace(/:\w+/g, () =>
    encodeURIComponent(parts[part++ % parts.length].replace(/[\ud800-\udfff]/g, "")),
  );
  return `${filled}${query === "" ? "" : `?${query}`}`;
}

function outcomeOf(status: number): Outcome {
  if (status >= 500 && !UNAVAILABLE.has(status)) throw new Error(`answered with ${status}`);
  return UNREAD.has(status) ? "refused" : "decoded";
}

async function ask(input: Request): Promise<Outcome> {
  const { server, tokens } = await open();
  const row = server.routes[input.route % server.routes.length];
  const method = input.method ?? row.method;
  const isDeed = ENDS_SIGN_IN.test(row.path) && method !== "GET";
  const token = isDeed || input.token < 0 ? "none" : tokens[input.token];
  const headers = { ...input.headers, [LOAD_HEADER]: LOAD_TOKEN, authorization: `Bearer ${token}` };
  const carries = !["GET", "HEAD", "OPTIONS"].includes(method);
  const response = await fetch(`${server.url}${address(row, input)}`, {
    method,
    headers,
    redirect: "manual",
    ...(carries && { body: input.body }),
  });
  const { status } = response;
  await response.body?.cancel();
  return outcomeOf(status);
}

const RAW_PATHS = ["/", "/healthz", "/rounds", "/live", "/beacons", "/feed/schema", "/readyz"];
const ODD_PATHS = ["//", "/%2e%2e/x", "*", "/me", "/rounds/x%00y", "/v/../..", "http://other/healthz"];
const ODD_HOSTS = ["Host: a b\r\n", "", "Host: [::1]:80\r\n", "Host: localhost\r\nHost: other\r\n"];
const ODD_LENGTHS = ["0", "3", "-1", "99999999999", "3, 4"].map((length) => `Content-Length: ${length}\r\n`);

function raw(random: Random): string {
  const either = <T>(usual: T, odd: readonly T[]): T => (random.oneIn(8) ? random.pick(odd) : usual);
  const method = either("GET", ["HEAD", "POST", "get", ""]);
  const path = either(random.pick(RAW_PATHS), ODD_PATHS);
  const query = either("", ["?x=1", "?", "?%ff", "?a=b&a=c"]);
  const version = either("1.1", ["1.0", "9"]);
  const named = Object.entries({
    [LOAD_HEADER]: LOAD_TOKEN,
    connection: "close",
    ...either(
      {},
      HEADERS.map((header) => Object.fromEntries([header])),
    ),
  });
  const lines = named.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const host = either("Host: localhost\r\n", ODD_HOSTS);
  return `${method} ${path}${query} HTTP/${version}\r\n${host}${either("", ODD_LENGTHS)}${lines}\r\n${either("", [random.text(20)])}`;
}

/** Sends bytes as they stand, and the end; resolves with the status of the answer, or 0 where the socket closes without one. */
async function send(port: number, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`neither answered nor closed within ${RAW_MOST_MS} ms`));
    }, RAW_MOST_MS);
    const end = () => {
      clearTimeout(late);
      resolve(Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0));
    };
    const socket = connect(port, "127.0.0.1", () => socket.end(text));
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}

/** All that HTTP offers, over a server of this process. */
export const HTTP: readonly Target[] = [
  target<Request>({
    name: "HTTP routes",
    cases: 700,
    cpu: { caseUs: 1_000_000, byteUs: 20 },
    generate: request,
    size: ({ body: text, query }) => text.length + query.length + 200,
    run: ask,
    close,
  }),
  target<string>({
    name: "HTTP as bytes",
    cases: 300,
    cpu: { caseUs: 1_000_000, byteUs: 20 },
    generate: (random) => textLike(random, 100, raw),
    size: ({ length }) => length,
    async run(input) {
      const { server } = await open();
      const status = await send(server.port, input);
      return status === 0 ? "refused" : outcomeOf(status);
    },
    close,
  }),
];
