import { Database } from "bun:sqlite";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchMaker } from "@colyseus/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLobby } from "../../client/games/lobby/open-lobby.ts";
import { Connection, type LinkHandlers, memoryTokenStore, type TokenStore } from "../../client/net/index.ts";
import { loadMachines } from "../../server/game-machines.ts";
import { loadGames } from "../../server/games.ts";
import { MachineRegistry } from "../../server/releases/machine-registry.ts";
import { runReplay } from "../../server/replay/run.ts";
import { type RunningServer, startServer } from "../../server/start.ts";
import type { Tuning } from "../../server/tuning.ts";
import { matchChannel } from "../../shared/chat.ts";
import { GAMES } from "../../shared/games.ts";
import { asAnyRules } from "../../shared/kit/index.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { readState, wireOf } from "../../shared/wire/kit/index.ts";
import type { LiveList } from "../../shared/wire/live.ts";
import type { Welcome } from "../../shared/wire/messages.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { RoundInfo } from "../../shared/wire/rounds.ts";
import raceNext from "../harness/games/race-next/rules.ts";
import { pull, TUG_WIRE } from "../harness/tiny-game.ts";
import { command, race } from "./kit/race.ts";

const row = (name: string) => `test/harness/games/${name}`;
const RACE = { race: row("race") };
const WAIT = { timeout: 15_000, interval: 100 };
const TICK_HZ = 60;

let dataDir: string;
let server: RunningServer | null = null;
const connections: Connection<never>[] = [];

beforeEach(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-games-"));
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.leave("");
  await server?.stop();
  server = null;
  await rm(dataDir, { recursive: true, force: true });
  vi.restoreAllMocks();
});

async function start(tuning: Tuning, port = 0): Promise<RunningServer> {
  const settings = { port, host: "127.0.0.1", dataDir, spectateDelayS: 5, logLevel: "silent" } as const;
  server = await startServer(settings, {}, tuning);
  return server;
}

const address = () => (server as RunningServer).url;

async function call(method: string, path: string, token: string, body: object): Promise<unknown> {
  const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(address() + path, { method, headers, body: JSON.stringify(body) });
  expect([path, answer.ok]).toEqual([path, true]);
  return answer.status === 204 ? null : answer.json();
}

interface Guest {
  readonly token: string;
  readonly player: { readonly id: number };
}
const guest = (name: string) => call("POST", "/auth/guest", "", { name }) as Promise<Guest>;

const meet = (token: string) => openLobby({ url: address(), token: () => token, tokens: memoryTokenStore() });

function sql(statement: string): void {
  const db = new Database(join(dataDir, "orrery.sqlite"));
  db.run("PRAGMA busy_timeout = 2000");
  db.run(statement);
  db.close();
}

interface Seated {
  readonly connection: Connection<never>;
  readonly state: () => never;
  readonly welcome: () => Welcome;
  readonly tokens: TokenStore;
}

type Target = "any" | "new" | { readonly room: string };

/** Someone in a room of a game. */
async function enter(room: string, wire: string, join: object, target: Target = "any", token = ""): Promise<Seated> {
  const tokens = memoryTokenStore();
  const connection = new Connection<never>({
    ...{ url: address(), room, wire, tokens, target, join: { ...join } },
    ...(token !== "" && { token: () => token }),
  });
  let [state, welcome]: [unknown, Welcome | null] = [null, null];
  const ignore = () => {};
  const handlers: LinkHandlers<never> = {
    welcome: (given) => {
      welcome = given;
    },
    patch: (patched) => {
      state = patched;
    },
    ...{ events: ignore, pong: ignore, refusal: ignore, check: ignore, status: ignore },
  };
  connection.listen(handlers);
  await connection.open();
  connections.push(connection);
  await vi.waitFor(() => expect([state !== null, welcome !== null]).toEqual([true, true]), WAIT);
  return { connection, tokens, state: () => state as never, welcome: () => welcome as unknown as Welcome };
}

const rules = asAnyRules(race);
const WIRE = wireOf(rules);
const racer = (name: string, target?: Target, token?: string) => enter("race", WIRE, { name }, target, token);
const seen = ({ state }: Seated) => readState(rules, state());
const ask = async <T>(path: string): Promise<T> => (await fetch(`${server?.url}${path}`)).json() as Promise<T>;
const placeOf = async (path: string) => {
  const { status, headers } = await fetch(`${server?.url}${path}`, { redirect: "manual" });
  return [status, headers.get("location")];
};

describe("a game of the kit, by its row in the table alone", () => {
  it("is found by quick play, and in private matches by their link alone", async () => {
    await start({ table: { ...GAMES, ...RACE } });
    const [ann, bea] = [await racer("Ann"), await racer("Bea")];
    expect(ann.connection.roomId).toBe(bea.connection.roomId);
    expect([ann.welcome().machine, ann.welcome().seat, bea.welcome().seat]).toEqual(["race", 0, 1]);
    const cyd = await racer("Cyd", "new");
    const room = `${cyd.connection.roomId}`;
    expect(isPrivateRoom(room)).toBe(true);
    const dan = await racer("Dan", { room });
    expect([dan.connection.roomId, dan.welcome().seat]).toEqual([room, 1]);
    await vi.waitFor(async () => {
      const { matches } = await ask<LiveList>("/live");
      expect(matches).toMatchObject([{ room: ann.connection.roomId, game: "race", people: 2, round: 1 }]);
    }, WAIT);
    expect(await placeOf(`/play/${ann.connection.roomId}?join=${ann.connection.roomId}`)).toEqual([
      302,
      `/games/race?join=${ann.connection.roomId}`,
    ]);
  });

  it("has a channel of its own in the lobby, and loses those whom a moderator bans there", async () => {
    await start({ table: { ...GAMES, ...RACE } });
    const [rude, mod] = [await guest("Rude"), await guest("Mod")];
    const seat = await racer("Rude", "any", rude.token);
    await call("POST", "/auth/register", mod.token, { name: "Mod", password: "correct horse battery" });
    sql(`UPDATE players SET role = ${ROLE.moderator} WHERE id = ${mod.player.id}`);
    const [lobby, other] = await Promise.all([mod, rude].map(({ token }) => meet(token)));
    const channel = matchChannel(`${seat.connection.roomId}`);
    await vi.waitFor(() => {
      lobby.open(channel);
      expect(lobby.channel(channel)?.status).toBe("open");
    }, WAIT);
    const untilS = Math.floor(Date.now() / 1_000) + 3_600;
    await vi.waitFor(() => expect(lobby.people()).toHaveLength(2), WAIT);
    expect(await lobby.ban(rude.player.id, untilS, "for a test")).toEqual({ ok: true });
    await vi.waitFor(() => expect(seat.connection.code).toBe(CLOSE.banned.code), WAIT);
    await expect(racer("Rude", "any", rude.token)).rejects.toThrow();
    for (const present of [lobby, other]) present.leave("");
  }, 30_000);

  it("is watched while it goes on, and its rounds are listed, shown and verified", async () => {
    await start({ table: { ...GAMES, ...RACE } });
    const { token } = await guest("Ann");
    const ann = await racer("Ann", "any", token);
    ann.connection.sendCommand(0, command({ type: "speed", speed: 3 }));
    const room = `${ann.connection.roomId}`;
    await vi.waitFor(async () => {
      const answer = await fetch(`${server?.url}/live/${room}`);
      expect(answer.status).toBe(200);
      const first = await answer.body?.getReader().read();
      expect(first?.value?.length).toBeGreaterThan(0);
    }, WAIT);
    ann.connection.leave("");
    const rounds = await vi.waitFor(async () => {
      const found = await ask<RoundInfo[]>("/rounds");
      expect(found.map(({ state }) => state)).toEqual(["ready"]);
      return found;
    }, WAIT);
    const [{ id, game, about }] = rounds;
    expect([game, about]).toEqual(["race", expect.objectContaining({ room, players: 1, names: ["Ann"], tickHz: 60 })]);
    expect(about?.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(about?.ticks).toBeGreaterThan(5 * TICK_HZ);
    expect(await placeOf(`/watch/${id}`)).toEqual([302, `/games/race?replay=${id}`]);
    const machines = new MachineRegistry(await loadMachines(expect.fail, { ...GAMES, ...RACE }), null);
    const { code, out } = runReplay(["verify", `replays/${id}.orj`, "--json"], machines, (path) => join(dataDir, path));
    expect([code, JSON.parse(out).hash]).toEqual([0, about?.hash]);
    await call("DELETE", "/me", token, {});
    await vi.waitFor(async () => {
      const [erased] = await ask<RoundInfo[]>("/rounds");
      expect(erased.about?.names).toEqual(["Pilot 1"]);
    }, WAIT);
  }, 40_000);

  it("goes on under the rules that its match began with after a deploy, while new matches have the new ones", async () => {
    const page = Promise.resolve([
      { path: "index.html", type: "text/html", bytes: new TextEncoder().encode('<script src="./assets/then.js">') },
    ]);
    const { port } = await start({ table: RACE, page });
    const ann = await racer("Ann");
    ann.connection.sendCommand(0, command({ type: "speed", speed: 3 }));
    await vi.waitFor(() => expect(seen(ann).tick).toBeGreaterThan(TICK_HZ), WAIT);
    const before = ann.connection.roomId;
    await server?.stop();
    await start({ table: { race: row("race-next") } }, port);
    await vi.waitFor(
      () =>
        expect([ann.connection.reason, ann.connection.code, ann.connection.status, ann.connection.reconnects]).toEqual([
          "",
          0,
          "live",
          1,
        ]),
      WAIT,
    );
    expect([ann.connection.roomId, ann.welcome().version]).toEqual([before, 1]);
    const next = await enter("race", wireOf(asAnyRules(raceNext)), { name: "Bea" });
    expect(next.connection.roomId).not.toBe(before);
    expect(next.welcome().version).toBe(2);
    expect(await placeOf(`/play/${before}`)).toEqual([302, "/v/race-1/games/race"]);
    expect(await (await fetch(`${server?.url}/v/race-1/games/race`)).text()).toBe('<script src="../assets/then.js">');
  }, 40_000);
});

describe("a game that is at fault", () => {
  it.each([
    ["no-export", /server\.ts: it has no default export of a ServerGame/],
    ["typo", /server\.ts: sumarize: no such field; a ServerGame has define, /],
    ["nowhere", /game nowhere is left out: test\/harness\/games\/nowhere\/server\.ts: /],
  ])("is left out, and the log says why: %s", async (name, why) => {
    const logged: string[] = [];
    const games = await loadGames((text) => logged.push(text), { [name]: row(name), ...RACE });
    expect(games.map((game) => game.name)).toEqual(["race"]);
    expect(logged).toEqual([expect.stringMatching(why)]);
  });

  it("loses no match: rooms wait for a start that can run them, and erasures for a lobby", async () => {
    const { port } = await start({ table: { ...GAMES, ...RACE } });
    const ann = await racer("Ann");
    const bea = await guest("Bea");
    await vi.waitFor(() => expect(seen(ann).tick).toBeGreaterThan(TICK_HZ), WAIT);
    const room = `${ann.connection.roomId}`;
    const kept = () => readdirSync(join(dataDir, "journal")).length;
    await server?.stop();
    const before = kept();
    await start({ table: { lobby: row("no-export"), race: row("refuses") } }, port);
    expect([kept(), existsSync(join(dataDir, "aside"))]).toEqual([before, false]);
    const headers = { Authorization: `Bearer ${bea.token}` };
    const { status } = await fetch(`${address()}/me`, { method: "DELETE", headers });
    expect(status).toBe(503);
    await server?.stop();
    await start({ table: { ...GAMES, ...RACE } }, port);
    await vi.waitFor(async () => {
      const { matches } = await ask<LiveList>("/live");
      expect(matches.map((match) => match.room)).toEqual([room]);
    }, WAIT);
  }, 40_000);

  it("harms itself alone: others are played, listed and measured", async () => {
    const faulty = Object.fromEntries(
      ["no-export", "typo", "refuses", "blank", "tug"].map((name) => [name, row(name)]),
    );
    await start({ table: { ...faulty, ...RACE } });
    for (const name of ["no-export", "typo", "refuses"]) expect(matchMaker.getRoomClass(name)).toBeUndefined();
    const ann = await racer("Ann");
    const red = await enter("tug", TUG_WIRE, { team: "red" });
    const blank = await enter("blank", TUG_WIRE, { team: "red" });
    ann.connection.sendCommand(0, command({ type: "speed", speed: 3 }));
    red.connection.sendCommand(0, pull(3));
    await vi.waitFor(() => expect(blank.connection.status).not.toBe("live"), WAIT);
    await vi.waitFor(() => expect(seen(ann).tick).toBeGreaterThan(6 * TICK_HZ), WAIT);
    expect([ann.connection.status, red.connection.status]).toEqual(["live", "live"]);
    const { matches } = await ask<LiveList>("/live");
    expect(matches.map(({ game }) => game).sort()).toEqual(["race", "tug"]);
    const room = `${ann.connection.roomId}`;
    for (const seat of [ann, red]) seat.connection.leave("");
    await vi.waitFor(async () => {
      const rounds = await ask<RoundInfo[]>("/rounds");
      const states = rounds.map(({ id, state }) => [id.startsWith(room), state]);
      expect(states).toEqual(
        expect.arrayContaining([
          [true, "ready"],
          [false, "unplayable"],
        ]),
      );
    }, WAIT);
    for (const path of ["/healthz", "/readyz", "/metrics"])
      expect((await fetch(`${server?.url}${path}`)).status).toBe(200);
  }, 40_000);
});
