import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../../server-process.ts";
import { ROOT } from "../../sources.ts";
import { nextVersion } from "../next-version.ts";
import { type FeedPart, readFeed } from "./feed.ts";
import { OldPeople } from "./people.ts";
import { oldSource } from "./source.ts";

export { type FeedMessage, type FeedPart, readFeed } from "./feed.ts";
export type { OldPeople } from "./people.ts";
export { whyNoYesterday, YESTERDAY } from "./source.ts";

export const PASSWORD = "correct horse battery";
export const LINES = ["good evening", "hello @Loud", "see you tomorrow"] as const;

export interface OldAccount {
  readonly name: string;
  readonly id: number;
  readonly token: string;
}

export type Place = "calm" | "deadly";

/** A data folder as the commit left it, and who was there. */
export interface OldWorld {
  readonly dataDir: string;
  /** Where the old server was, and its successor is to be. */
  readonly url: string;
  /** Clients of the commit in the lobby (Warden, Loud) and in a match (Loud, Ann). */
  readonly people: OldPeople;
  /** Who has a name and a password: an operator, a muted player, a banned one. */
  readonly accounts: Readonly<Record<"Warden" | "Loud" | "Mallory", OldAccount>>;
  readonly guest: OldAccount;
  /** Of the match with Loud and Ann. */
  readonly room: string;
  /** Ids of the finished rounds that it listed, of both versions. */
  readonly rounds: readonly string[];
  /** The feed had these messages. */
  readonly feed: FeedPart;
  /** Ends the old server as `kill -9` does. */
  kill(): Promise<void>;
  /** This version on the same folder and port. */
  succeed(): Promise<ServerProcess>;
  /** Ends what runs, and removes the folders. */
  close(): Promise<void>;
}

const HERE = join(ROOT, "test", "harness", "arena");
const WAIT = { timeout: 30_000, interval: 50 };
const FAR_S = 4_000_000_000;

/**
 * Makes a data folder by the commit's own code, and leaves its server running: accounts, sanctions, lobby text, a notice, a
 * running match with finished rounds, the feed's log, and two kept releases, of which the earlier one has played a match.
 *
 * @param roundS of the matches; one second of results follows
 * @param place where ships begin: a deadly one is full of pirates, so that rounds have results
 */
export async function yesterday(roundS: number, place: Place = "calm"): Promise<OldWorld> {
  const closing = new AsyncDisposableStack();
  try {
    return await build(roundS, place, closing);
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function build(roundS: number, place: Place, closing: AsyncDisposableStack): Promise<OldWorld> {
  const source = oldSource();
  closing.defer(() => source.remove());
  const earlier = nextVersion(source.folder);
  closing.defer(() => earlier.remove());
  const dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  closing.defer(() => rm(dataDir, { recursive: true, force: true }));
  const port = `${await freePort()}`;
  let server: ServerProcess | null = null;
  closing.defer(() => server?.kill());
  const start = async (...command: string[]) => {
    const env = { DATA_DIR: dataDir, PORT: port, OPERATOR: "Warden" };
    server = await startServerProcess(env, [...command]);
    return server;
  };
  const startOld = (root: string) => start(join(HERE, "yesterday", "server.mjs"), root, `${roundS}`, place);

  // Another version first: its match ends, and becomes a replay, under its successor.
  const { url, kill } = await startOld(earlier.folder);
  const accounts = {
    Warden: await register(url, "Warden"),
    Loud: await register(url, "Loud"),
    Mallory: await register(url, "Mallory"),
  };
  const guest = await meet(url, "Ann");
  const before = new OldPeople(earlier.folder, url);
  closing.defer(() => before.stop());
  await before.do("fly", { name: "Loud", token: accounts.Loud.token });
  await vi.waitFor(() => expect(releases(dataDir)).toHaveLength(1), WAIT);
  await vi.waitFor(async () => expect((await before.do("pilot", { name: "Loud" })).tick).toBeGreaterThan(60), WAIT);
  const { room: earlierRoom } = await before.do("pilot", { name: "Loud" });
  await kill();
  await before.stop();

  const old = await startOld(source.folder);
  const people = new OldPeople(source.folder, url);
  closing.defer(() => people.stop());
  for (const { name, token } of Object.values(accounts)) await people.do("meet", { name, token });
  await people.do("fly", { name: "Loud", token: accounts.Loud.token });
  const { room } = await people.do("pilot", { name: "Loud" });
  if (room === null) throw new Error("the old match has no id");
  await people.do("fly", { name: "Ann", token: guest.token, room });
  for (const text of LINES) expect(await people.do("say", { name: "Warden", text })).toEqual({ ok: true });
  const order = { name: "Warden", untilS: FAR_S, why: "for a test" };
  expect(await people.do("mute", { ...order, player: accounts.Loud.id })).toEqual({ ok: true });
  expect(await people.do("ban", { ...order, player: accounts.Mallory.id })).toEqual({ ok: true });
  await vi.waitFor(() => expect(releases(dataDir)).toHaveLength(2), WAIT);
  await vi.waitFor(async () => {
    const { round } = await people.do("pilot", { name: "Loud" });
    expect([round.number >= 2, round.over]).toEqual([true, false]);
  }, WAIT);
  // One of each version. That version stops looking into rounds once it was asked for them in vain.
  await vi.waitFor(() => {
    const rooms = replays(dataDir).map((name) => name.slice(0, name.lastIndexOf("-")));
    expect(rooms).toEqual(expect.arrayContaining([room, earlierRoom]));
  }, WAIT);
  const rounds = await vi.waitFor(async () => {
    const ready = await readyRounds(url);
    expect(ready.length).toBeGreaterThanOrEqual(2);
    return ready;
  }, WAIT);

  return {
    rounds,
    ...{ dataDir, url, people, accounts, guest, room },
    feed: await readFeed(url),
    kill: old.kill,
    succeed: () => start(join(HERE, "deploy-server.ts"), `${roundS}`),
    close: () => closing.disposeAsync(),
  };
}

/** Ids of whole releases. */
export function releases(dataDir: string): string[] {
  return inFolder(join(dataDir, "releases"), (path) => existsSync(join(path, "release.json")));
}

/** Names of finished rounds' files. */
export function replays(dataDir: string): string[] {
  return inFolder(join(dataDir, "replays"), (path) => path.endsWith(".orj"));
}

function inFolder(folder: string, wanted: (path: string) => boolean): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => wanted(join(folder, name))) : [];
}

/** Ids of the finished rounds that a server lists and can show. */
export async function readyRounds(url: string): Promise<string[]> {
  const rounds = (await (await fetch(`${url}/rounds`)).json()) as { id: string; state: string }[];
  return rounds.filter(({ state }) => state === "ready").map(({ id }) => id);
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls the API as a client of the commit does: JSON, and a bearer token. */
export async function call(url: string, path: string, token = "", body?: object): Promise<Answer> {
  const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
  const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(url + path, init);
  const text = await response.text();
  try {
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  } catch {
    return { status: response.status, body: { text } };
  }
}

async function meet(url: string, name: string): Promise<OldAccount> {
  return accountOf(name, await call(url, "/auth/guest", "", { name }));
}

async function register(url: string, name: string): Promise<OldAccount> {
  const { token } = await meet(url, name);
  return accountOf(name, await call(url, "/auth/register", token, { name, password: PASSWORD }));
}

function accountOf(name: string, { status, body }: Answer): OldAccount {
  const { token, player } = body as { token?: string; player?: { id: number } };
  if (token === undefined || player === undefined) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
  return { name, token, id: player.id };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
