import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, startServer } from "../../../server/start.ts";
import { CONTROL, encodeClientCommand, HULLS } from "../../../shared/games/arena/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { type ArenaState, tickOf } from "../../../shared/games/arena/wire/state.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";
import { decodeWelcome, encodeCommand, TO_CLIENT, TO_SERVER } from "../../../shared/wire/messages.ts";

let server: RunningServer;
let dataDir: string;
let client: Client;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
  server = await startServer({ port: 0, host: "127.0.0.1", dataDir }, {}, { games: { arena: { seats: 8 } } });
  client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

async function enter(options: object): Promise<{ room: Room<unknown, ArenaState>; seat: number }> {
  const room = await client.joinOrCreate<ArenaState>("arena", options);
  const { promise, resolve } = Promise.withResolvers<number>();
  room.onMessage<Uint8Array>(TO_CLIENT.welcome, (bytes) => resolve(decodeWelcome(bytes).seat));
  room.onMessage("*", () => {});
  return { room, seat: await promise };
}

describe("the server, to the stock SDK", () => {
  it("lets one join, fly, lose the socket and return to the same ship", async () => {
    const { room, seat } = await enter({ name: "Ada", hull: "Lancer" });
    const own = () => room.state.players.get(String(seat));
    await vi.waitFor(() => expect(room.state.own).toMatchObject({ hull: 1, ship: expect.any(Number) }));
    expect([...room.state.players.values()].some(({ kind }) => kind > 0)).toBe(true);
    const { ship } = room.state.own;
    const thrust = encodeClientCommand({ type: "controls", bits: CONTROL.thrust, aim: 0, seen: 0 });
    // Late, as a player is not told of controls that were flown as they were meant.
    room.sendBytes(TO_SERVER.command, encodeCommand(tickOf(room.state), thrust));
    await vi.waitFor(() => expect(room.state.own.bits).toBe(CONTROL.thrust));

    Object.assign(room.reconnection, { minUptime: 0, delay: 10 });
    const back = new Promise((resolve) => room.onReconnect(() => resolve(null)));
    room.connection.close(4010);
    await back;
    await vi.waitFor(() => expect(own()).toMatchObject({ name: "Ada", alive: true, online: true }));
    expect(room.state.own.ship).toBe(ship);
    await room.leave();
  });

  it("D7: refuses hostile joins with what was wrong", async () => {
    const refusals = [
      [{ name: "\u202eevil" }, /^name: contains U\+202E/],
      [{ name: "Ada", hull: "Falcon" }, new RegExp(`^hull: "Falcon" is not one of ${HULLS[0].name}`)],
      [{}, /^name: is missing/],
    ] as const;
    for (const [options, message] of refusals) {
      const refused = await client.joinOrCreate("arena", options).catch((error) => error);
      expect(refused.message).toMatch(message);
      expect(refused.code).toBe(ROOM_REFUSAL.badOption);
    }
    const [first, second] = [
      await enter({ name: "Twin" }),
      await client.joinOrCreate("arena", { name: "twin" }).catch((e) => e),
    ];
    expect(second).toMatchObject({
      code: ROOM_REFUSAL.nameTaken,
      message: expect.stringContaining("twin is already in this"),
    });
    await first.room.leave();
  });

  it("knows who is signed in, and keeps their name for them", async () => {
    const post = async (path: string, body: object, token?: string) => {
      const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
      const response = await fetch(server.url + path, {
        ...{ method: "POST", body: JSON.stringify(body) },
        ...(headers && { headers }),
      });
      return response.json();
    };
    const guest = await post("/auth/guest", {});
    const { token, player } = await post("/auth/register", { name: "Zoë", password: "long enough" }, guest.token);
    const refused = await client.joinOrCreate("arena", { name: "\u0396o\u00eb" }).catch((error) => error);
    expect(refused).toMatchObject({ code: ROOM_REFUSAL.nameOwned, message: expect.stringContaining("an account") });

    const signedIn = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`);
    signedIn.auth.token = token;
    const room = await signedIn.joinOrCreate<ArenaState>("arena", { name: "Someone else" });
    room.onMessage("*", () => {});
    await vi.waitFor(() => expect([...room.state.players.values()].map(({ name }) => name)).toContain(player.name));
    const second = await signedIn.joinOrCreate("arena", {}).catch((error) => error);
    expect(second).toMatchObject({ code: ROOM_REFUSAL.nameTaken });
    await room.leave();
    signedIn.auth.token = `${token}x`;
    const foreign = await signedIn.joinOrCreate("arena", { name: "Ada" }).catch((error) => error);
    expect(foreign).toMatchObject({ code: ROOM_REFUSAL.signInFirst, message: expect.stringMatching(/^token: /) });
  });
});
