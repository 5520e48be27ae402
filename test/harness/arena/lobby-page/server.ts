import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { buildPage, INDEX } from "../../../../server/ops/page.ts";

/** How the HTTP interface answers: `METHOD /path` to a body, or a status and a body. */
export type Answers = Record<string, unknown | ((body: unknown) => unknown)>;

export class Refusal {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string) {
    this.status = status;
    this.error = error;
  }
}

/** Whoever `me` is has a cookie. */
const renewed = (me: unknown): unknown =>
  me === undefined ? undefined : { ...(me as object), token: "short-token", cookie: true, expiresInS: 600 };

export interface LobbyPageServer {
  readonly url: string;
  /** Requests as `METHOD /path BODY`, in order. */
  readonly asked: string[];
  /** Changes in place; what is missing is not found. */
  readonly answers: Answers;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const PLAYER = { id: 7, name: "Orla Kite 84", role: "guest" };

const entry = (player: number, name: string, credits: number) => ({
  ...{ player, name, credits, kills: Math.round(credits / 900), deaths: 3 + (player % 5), rounds: 4, wins: player % 3 },
});

const NAMES = ["Nyx", "Halcyon", "Кира", "Rook", "橘", "Dustmaw", "Orla Kite 84", "Ines", "Ødger", "Brightwater"];

export const signedIn = { ...PLAYER, role: "player" };

export function defaultAnswers(): Answers {
  return {
    "POST /auth/guest": { token: "guest-token", player: PLAYER },
    "GET /me": { player: PLAYER, account: false, mutedUntilS: 0, cursor: 2, mutedKinds: ["round"] },
    "PATCH /me": (body: unknown) => ({ player: { ...PLAYER, ...(body as object) }, token: "renamed-token" }),
    "GET /me/friends": [{ id: 2, name: "Halcyon" }],
    "PUT /me/friends/3": {},
    "DELETE /me/friends/3": {},
    "GET /me/inbox": {
      items: [
        { id: 1, kind: "bounty", atMs: Date.now() - 30 * HOUR_MS, room: "aB3xY9", bounty: 1200 },
        { id: 2, kind: "friend", atMs: Date.now() - 5 * HOUR_MS, player: 2, name: "Halcyon" },
        { id: 3, kind: "overtaken", atMs: Date.now() - 2 * HOUR_MS, player: 4, name: "Rook", place: 4 },
        { id: 4, kind: "mention", atMs: Date.now() - 60_000, player: 1, name: "Nyx", channel: "lobby", line: 7 },
      ],
      more: false,
    },
    "PUT /me/inbox": {},
    "GET /league/day": {
      period: "day",
      sinceMs: 0,
      rows: NAMES.map((name, i) => entry(i + 1, name, 21_400 - i * 1_730)),
    },
    "GET /league/week": {
      period: "week",
      sinceMs: 0,
      rows: NAMES.map((name, i) => entry(i + 1, name, 91_400 - i * 7_730)),
    },
    "GET /league/all": { period: "all", sinceMs: 0, rows: [] },
    "GET /players/3": {
      ...{ id: 3, name: "Кира", role: "player" },
      totals: { rounds: 49, wins: 8, credits: 182_307, kills: 240, deaths: 190 },
      games: [
        { game: "arena", rounds: 41, wins: 6, credits: 182_300, kills: 240, deaths: 190 },
        { game: "tag", rounds: 8, wins: 2, credits: 7, kills: 0, deaths: 0 },
      ],
      rounds: [1, 2, 3, 4].map((n) => ({
        ...{
          game: "arena",
          room: "aB3xY9",
          round: n,
          endedAtMs: Date.now() - n * n * HOUR_MS,
          place: n,
          credits: 9_000 - n * 1_200,
        },
        ...{ kills: 9 - n, deaths: n, ...(n < 3 ? { replay: `aB3xY9-${n}` } : {}) },
      })),
    },
    "GET /auth/sessions": [
      { id: "s1", createdAtMs: Date.now() - HOUR_MS, expiresAtMs: 0, current: true },
      { id: "s2", createdAtMs: Date.now() - 72 * HOUR_MS, expiresAtMs: 0 },
    ],
    "GET /me/security": {
      ...{ recoveryCodesLeft: 9, passkeysAvailable: true },
      passkeys: [
        { id: "k1", name: "My laptop", createdAtMs: Date.now() - 50 * HOUR_MS, usedAtMs: Date.now() - HOUR_MS },
      ],
      signIns: [
        { how: "passkey", failed: 0, address: "203.0.113.x", browser: "Firefox on Linux", atMs: Date.now() - HOUR_MS },
        {
          how: "password",
          failed: 3,
          address: "198.51.100.x",
          browser: "Chrome on Windows",
          atMs: Date.now() - 9 * HOUR_MS,
        },
        {
          how: "register",
          failed: 0,
          address: "203.0.113.x",
          browser: "Firefox on Linux",
          atMs: Date.now() - 72 * HOUR_MS,
        },
      ],
    },
    "GET /auth/passkey": { available: true },
    "GET /rounds": [],
  };
}

const CLIENT = join(import.meta.dirname, "..", "..", "..", "..", "client");

/** The page's own HTML, with the bench's script in place of the game's. */
async function benchFiles() {
  // Inside the project, so that the bundler finds what the page imports.
  const cache = join(CLIENT, "..", "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "lobby-page-"));
  try {
    const html = await readFile(join(CLIENT, "index.html"), "utf8");
    const file = join(folder, INDEX);
    const [style, script] = [join(CLIENT, "style"), join(import.meta.dirname, "main.ts")];
    await writeFile(
      file,
      html.replaceAll("./style/", `${relative(folder, style)}/`).replace("./main.ts", relative(folder, script)),
    );
    return await buildPage(file).built;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Serves the real page, bundled as the server does, with {@link Answers} in place of the server's HTTP interface. */
export async function serveLobbyPage(): Promise<LobbyPageServer> {
  const files = new Map((await benchFiles()).map((file) => [file.path === INDEX ? "/" : `/${file.path}`, file]));
  const asked: string[] = [];
  const answers = defaultAnswers();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const file = files.get(pathname);
      if (file !== undefined) return new Response(file.bytes, { headers: { "content-type": file.type } });
      const text = await request.text();
      const key = `${request.method} ${pathname}`;
      asked.push(text === "" ? key : `${key} ${text}`);
      const answer = answers[key] ?? (key === "POST /auth/refresh" ? renewed(answers["GET /me"]) : undefined);
      const given = typeof answer === "function" ? answer(text === "" ? undefined : JSON.parse(text)) : answer;
      if (given instanceof Refusal)
        return Response.json({ code: given.status, error: given.error }, { status: given.status });
      return given === undefined
        ? Response.json({ code: 404, error: "not found" }, { status: 404 })
        : Response.json(given);
    },
  });
  return {
    ...{ url: `http://127.0.0.1:${server.port}`, asked, answers },
    async stop() {
      await server.stop(true);
    },
  };
}
