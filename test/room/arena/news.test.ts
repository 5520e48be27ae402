import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../../shared/wire/messages.ts";
import { parseNotification } from "../../../shared/wire/notifications.ts";

let server: RunningServer;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-news-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir }, {}, { games: { arena: { seats: 8 } } });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
}

async function call(path: string, token?: string, body?: object): Promise<unknown> {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(server.url + path, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function register(name: string): Promise<Someone> {
  const guest = (await call("/auth/guest", undefined, {})) as Someone;
  return (await call("/auth/register", guest.token, { name, password: "correct horse battery" })) as Someone;
}

function client({ token }: Someone, wire: string): Client {
  const made = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${wire}`);
  made.auth.token = token;
  return made;
}

async function lobbyOf(who: Someone): Promise<Room<unknown, LobbyState>> {
  const room = await client(who, LOBBY_FINGERPRINT).joinOrCreate<LobbyState>("lobby", {});
  room.onMessage("*", () => {});
  return room;
}

async function play(who: Someone, options: object = {}): Promise<Room> {
  const how = "private" in options ? "create" : "joinOrCreate";
  const room = await client(who, ARENA_FINGERPRINT)[how]("arena", { name: "x", ...options });
  room.onMessage("*", () => {});
  return room;
}

const seen = (lobby: Room<unknown, LobbyState>) => ({
  matches: [...lobby.state.matches.values()].map(({ room, people, seats }) => ({ room, people, seats })),
  scores: [...lobby.state.scores.values()].map(({ player, name }) => ({ player, name })),
  places: Object.fromEntries([...lobby.state.people.values()].map(({ name, match }) => [name, match ?? ""])),
});

describe("the lobby of a server", () => {
  it("shows who plays where, with scores, and forgets who left; of a private match it shows nothing", async () => {
    const [ada, bob] = [await register("Ada"), await register("Bob")];
    const lobby = await lobbyOf(ada);
    const [match, hidden] = [await play(ada), await play(bob, { private: true })];
    const other = await lobbyOf(bob);
    await vi.waitFor(
      () =>
        expect(seen(lobby)).toEqual({
          matches: [{ room: match.roomId, people: 1, seats: 8 }],
          scores: [{ player: ada.player.id, name: "Ada" }],
          places: { Ada: match.roomId, Bob: "" },
        }),
      { timeout: 10_000 },
    );
    await Promise.all([match.leave(), hidden.leave()]);
    await vi.waitFor(() => expect(seen(lobby)).toMatchObject({ scores: [], places: { Ada: "" } }), { timeout: 10_000 });
    await Promise.all([lobby.leave(), other.leave()]);
  }, 30_000);

  it("brings a mention to the inbox of whom it means", async () => {
    const [cyd, dan] = [await register("Cyd"), await register("Dan")];
    const lobby = await lobbyOf(dan);
    const send = (command: LobbyClientCommand) =>
      lobby.sendBytes(TO_SERVER.command, encodeCommand(0, encodeLobbyCommand(command)));
    send({ type: "open", channel: "lobby", after: -1, nonce: 1 });
    const say = { type: "say", channel: "lobby", text: "well, @Cyd?", nonce: 2 } as const;
    send(say);
    await vi.waitFor(
      async () => {
        const { items } = (await call("/me/inbox", cyd.token)) as { items: unknown[] };
        expect(items.map(parseNotification)).toMatchObject([
          { id: 1, kind: "mention", channel: "lobby", line: 1, player: dan.player.id, name: "Dan" },
        ]);
      },
      { timeout: 10_000 },
    );
    await lobby.leave();
  }, 30_000);
});
