import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matchMaker } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../server/start.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../shared/wire/messages.ts";
import { MATCH_GAME } from "../harness/match-game.ts";

interface Someone {
  readonly token: string;
  readonly player: { readonly id: number; readonly name: string };
}

const PASSWORD = "correct horse battery";

let server: RunningServer;
let dataDir: string;
let warden: Someone;

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  dataDir = await mkdtemp(join(tmpdir(), "orrery-gone-"));
  const settings = {
    port: 0,
    host: "127.0.0.1",
    dataDir,
    operator: "Warden",
    logLevel: "silent",
  } as const;
  server = await startServer(settings);
  const guest = (await call("POST", "/auth/guest", "", {})) as Someone;
  await call("POST", "/auth/register", guest.token, { name: "Warden", password: PASSWORD });
  await server.stop();
  // Whoever is to be operator has an account by then.
  server = await startServer(settings);
  warden = (await call("POST", "/auth/login", "", { name: "Warden", password: PASSWORD })) as Someone;
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
  vi.restoreAllMocks();
});

async function call(method: string, path: string, token: string, body: object): Promise<unknown> {
  const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(server.url + path, { method, body: JSON.stringify(body), headers });
  return answer.status === 204 ? null : answer.json();
}

const newGuest = () => call("POST", "/auth/guest", "", {}) as Promise<Someone>;

async function enter(who: Someone, room: string, wire: string): Promise<Room> {
  const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${wire}`);
  client.auth.token = who.token;
  const entered = await client.joinOrCreate(room, { name: who.player.name });
  entered.onMessage("*", () => {});
  return entered;
}

const order = (lobby: Room, command: LobbyClientCommand) =>
  lobby.sendBytes(TO_SERVER.command, encodeCommand(0, encodeLobbyCommand(command)));
const goneFrom = (room: Room) => new Promise<number>((resolve) => room.onLeave.once((code) => resolve(code)));

describe("who has to go", () => {
  it("is sent away from lobby and match when banned, and let into neither", async () => {
    const rude = await newGuest();
    const [lobby, match] = [
      await enter(rude, "lobby", LOBBY_FINGERPRINT),
      await enter(rude, MATCH_GAME.name, MATCH_GAME.wire),
    ];
    const left = Promise.all([goneFrom(lobby), goneFrom(match)]);
    const orders = await enter(warden, "lobby", LOBBY_FINGERPRINT);
    const untilS = Math.floor(Date.now() / 1000) + 3_600;
    order(orders, { type: "ban", player: rude.player.id, untilS, why: "for a test", nonce: 1 });
    expect(await left).toEqual([CLOSE.banned.code, CLOSE.banned.code]);
    for (const [room, wire] of [
      ["lobby", LOBBY_FINGERPRINT],
      [MATCH_GAME.name, MATCH_GAME.wire],
    ])
      await expect(enter(rude, room, wire)).rejects.toMatchObject({
        code: expect.toSatisfy((code) => code === ROOM_REFUSAL.banned || code === ROOM_REFUSAL.signInFirst),
      });
    await orders.leave();
  });

  it("is gone at once, and reported so when the lobby has forgotten them: if that cannot be now, it is done later", async () => {
    const [early, late] = [await newGuest(), await newGuest()];
    const [first, second] = [
      await enter(early, "lobby", LOBBY_FINGERPRINT),
      await enter(late, "lobby", LOBBY_FINGERPRINT),
    ];
    const left = [goneFrom(first), goneFrom(second)];
    const room = matchMaker.getLocalRoomById(first.roomId) as unknown as { putFrom(): Promise<void> };
    const refusing = vi.spyOn(room, "putFrom").mockRejectedValue(new Error("not now"));
    expect(await call("DELETE", "/me", early.token, {})).toMatchObject({ error: expect.stringContaining("try again") });
    await expect(enter(early, "lobby", LOBBY_FINGERPRINT)).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    refusing.mockRestore();
    expect(await call("DELETE", "/me", late.token, {})).toBeNull();
    for (const code of await Promise.all(left)) expect([CLOSE.accountGone.code, CLOSE.signedOut.code]).toContain(code);
  });
});
