import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../server/start.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../shared/wire/messages.ts";
import { MATCH_GAME } from "../harness/match-game.ts";
import { askForSeat } from "../harness/seat-socket.ts";

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
  readonly cookies: string;
}

const HOUR_S = 3_600;
const PASSWORD = "correct horse battery";

let server: RunningServer;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-banned-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

/** What another process of the cluster, or yesterday's server, might have done to the store. */
function sql(statement: string): void {
  const db = new Database(join(dataDir, "orrery.sqlite"));
  db.run("PRAGMA busy_timeout = 2000");
  db.run(statement);
  db.close();
}

async function call(method: string, path: string, body: object, who?: Partial<Someone>) {
  const query = path.startsWith("/matchmake/") ? `?${FINGERPRINT_PARAMETER}=${MATCH_GAME.wire}` : "";
  const answer = await fetch(server.url + path + query, {
    ...{ method, body: JSON.stringify(body) },
    headers: {
      Origin: server.url,
      ...(who?.token && { Authorization: `Bearer ${who.token}` }),
      ...(who?.cookies && { Cookie: who.cookies }),
    },
  });
  const text = await answer.text();
  const cookies = answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
  return { status: answer.status, body: text === "" ? null : JSON.parse(text), cookies };
}

async function guest(who?: Partial<Someone>): Promise<Someone> {
  const { body, cookies } = await call("POST", "/auth/guest", {}, who);
  return { ...body, cookies };
}

async function account(name: string, role: number = ROLE.player): Promise<Someone> {
  const who = await guest();
  const { body, cookies } = await call("POST", "/auth/register", { name, password: PASSWORD }, who);
  sql(`UPDATE players SET role = ${role} WHERE id = ${body.player.id}`);
  return { ...body, cookies };
}

async function enter(who: Someone, room: string = MATCH_GAME.name): Promise<Room> {
  const client = new Client(
    `${server.url}?${FINGERPRINT_PARAMETER}=${room === "lobby" ? LOBBY_FINGERPRINT : MATCH_GAME.wire}`,
  );
  client.auth.token = who.token;
  const entered = await client.joinOrCreate(room, { name: who.player.name });
  entered.onMessage("*", () => {});
  return entered;
}

const order = (lobby: Room, command: LobbyClientCommand) =>
  lobby.sendBytes(TO_SERVER.command, encodeCommand(0, encodeLobbyCommand(command)));
const ban = (player: number): LobbyClientCommand => ({
  ...{ type: "ban", player, untilS: Math.floor(Date.now() / 1_000) + HOUR_S, why: "for a test", nonce: 1 },
});
const sanctions = (player: number) => {
  const db = new Database(join(dataDir, "orrery.sqlite"), { readonly: true });
  const rows = db.query("SELECT kind FROM sanctions WHERE player = ?").all(player);
  db.close();
  return rows;
};
const seatsHeld = (roomId: string): number =>
  (matchMaker.getLocalRoomById(roomId) as unknown as { shown: { people: number } }).shown.people;

const socket = (room: Pick<Room, "roomId">, query: Record<string, string>) =>
  askForSeat(server.url, room.roomId, MATCH_GAME.wire, query);

describe("whoever is banned", () => {
  it("does not come back to a seat that is held, nor keeps it: dropped, banned, returned", async () => {
    const warden = await account("Warden", ROLE.moderator);
    const lobby = await enter(warden, "lobby");
    const other = await enter(await guest());
    const rude = await guest();
    const match = await enter(rude);
    expect(match.roomId).toBe(other.roomId);
    const token = match.reconnectionToken.split(":")[1];
    match.reconnection.enabled = false;
    match.connection.close(4010);
    await vi.waitFor(() => expect(seatsHeld(match.roomId)).toBe(2));
    await (await enter(rude, "lobby")).leave(false);
    order(lobby, ban(rude.player.id));
    await vi.waitFor(() => expect(seatsHeld(match.roomId)).toBe(1));
    const back = await socket(match, { sessionId: match.sessionId, reconnectionToken: token });
    expect(back.reason).not.toBe("joined");
    await Promise.all([other.leave(), lobby.leave()]);
  });

  it("is found in the store at each return, even where nobody told this process", async () => {
    const other = await enter(await guest());
    const rude = await guest();
    const match = await enter(rude);
    const token = match.reconnectionToken.split(":")[1];
    match.reconnection.enabled = false;
    match.connection.close(4010);
    const untilMs = Date.now() + 60_000;
    sql(`INSERT INTO sanctions (player, kind, untilMs, "by", why, atMs)
         VALUES (${rude.player.id}, 'ban', ${untilMs}, 0, '', 0)`);
    const back = await socket(match, { sessionId: match.sessionId, reconnectionToken: token });
    expect(back.code).toBe(ROOM_REFUSAL.banned);
    await vi.waitFor(() => expect(seatsHeld(match.roomId)).toBe(1));
    await other.leave();
  });

  it("does not use a seat that was reserved before", async () => {
    const other = await enter(await guest());
    const rude = await guest();
    const reserved = await call("POST", `/matchmake/joinById/${other.roomId}`, { name: "Rude" }, rude);
    const untilMs = Date.now() + 60_000;
    sql(`INSERT INTO sanctions (player, kind, untilMs, "by", why, atMs)
         VALUES (${rude.player.id}, 'ban', ${untilMs}, 0, '', 0)`);
    const { sessionId } = reserved.body;
    expect((await socket(other, { sessionId })).code).toBe(ROOM_REFUSAL.banned);
    await other.leave();
  });

  it("is sent away from rooms of every type, those of earlier releases among them", async () => {
    const warden = await account("Warden Four", ROLE.moderator);
    const rude = await guest();
    const match = await enter(rude);
    const room = matchMaker.getLocalRoomById(match.roomId);
    matchMaker.defineRoomType("game-of-before", room.constructor as Parameters<typeof matchMaker.defineRoomType>[1]);
    const older = await enter(rude, "game-of-before");
    const left = Promise.all([match, older].map((one) => new Promise<number>((resolve) => one.onLeave.once(resolve))));
    const lobbies = [await enter(warden, "lobby"), await enter(rude, "lobby")];
    order(lobbies[0], ban(rude.player.id));
    expect(await left).toEqual([CLOSE.banned.code, CLOSE.banned.code]);
    await lobbies[0].leave();
  });

  it("is nobody new in the same browser, and a ban outlives its account", async () => {
    const warden = await account("Warden Two", ROLE.moderator);
    const lobby = await enter(warden, "lobby");
    const rude = await account("Rude");
    await enter(rude, "lobby");
    order(lobby, ban(rude.player.id));
    await vi.waitFor(() => expect(sanctions(rude.player.id)).toHaveLength(1));
    const again = await call("POST", "/auth/login", { name: "Rude", password: PASSWORD }, { cookies: rude.cookies });
    const own = { ...again.body, cookies: rude.cookies } as Someone;
    expect((await call("DELETE", "/me", { password: PASSWORD }, own)).status).toBe(204);
    const { cookies } = rude;
    expect((await call("POST", "/auth/guest", {}, { cookies })).status).toBe(ROOM_REFUSAL.banned);
    // Without a token at the game's own door, too.
    const anonymous = await call(
      "POST",
      `/matchmake/joinOrCreate/${MATCH_GAME.name}`,
      { name: "Somebody" },
      { cookies },
    );
    expect(anonymous.body.code).toBe(ROOM_REFUSAL.banned);
    // And the name is nobody's, with other letters that look the same.
    for (const name of ["Rude", "rUDE"]) {
      const fresh = await guest();
      const taken = await call("POST", "/auth/register", { name, password: PASSWORD }, fresh);
      expect(taken.status).toBe(ROOM_REFUSAL.nameOwned);
    }
    const rows = await fetch(`${server.url}/audit?action=ban`, {
      headers: { Authorization: `Bearer ${warden.token}` },
    }).then((answer) => answer.json());
    const row = rows.rows.find((one: { player: number }) => one.player === rude.player.id);
    expect(JSON.parse(row.detail)).toEqual({ untilMs: expect.any(Number) });
    expect(row.holds).toBe(true);
    await lobby.leave();
  });
});

describe("a moderator's order", () => {
  it("D14: is refused where the store says so, whatever the lobby remembers", async () => {
    const warden = await account("Warden Three", ROLE.moderator);
    const chief = await account("Chief");
    const lobby = await enter(warden, "lobby");
    const theirs = await enter(chief, "lobby");
    await theirs.leave();
    // Promoted by another process, after the lobby saw them as a player.
    sql(`UPDATE players SET role = ${ROLE.operator} WHERE id = ${chief.player.id}`);
    order(lobby, ban(chief.player.id));
    order(lobby, { ...ban(chief.player.id), type: "mute" } as LobbyClientCommand);
    const guestRow = await guest();
    const inLobby = await enter(guestRow, "lobby");
    order(lobby, { ...ban(guestRow.player.id), type: "mute" } as LobbyClientCommand);
    await vi.waitFor(() => expect(sanctions(guestRow.player.id)).toHaveLength(1));
    expect(sanctions(chief.player.id)).toEqual([]);
    // And from someone who is no moderator any more, in a lobby that still takes them for one.
    sql(`UPDATE players SET role = ${ROLE.player} WHERE id = ${warden.player.id}`);
    order(lobby, ban(guestRow.player.id));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sanctions(guestRow.player.id)).toHaveLength(1);
    await Promise.all([lobby.leave(), inLobby.leave()]);
  });
});
