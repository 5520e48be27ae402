import { Database } from "bun:sqlite";
import { join } from "node:path";
import { matchMaker } from "@colyseus/core";
import { Client, type Room as ClientRoom } from "@colyseus/sdk";
import { Room } from "colyseus";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { encodeLobbyCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { encodeCommand, TO_SERVER } from "../../shared/wire/messages.ts";
import { PartyRoom } from "./documented-rooms.ts";
import { type RoomServer, runOrrery } from "./documented-servers.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";
import { ending, quietSdk } from "./server.ts";

/** First bytes of frames. */
const FRAME = {
  join: 10,
  leave: 12,
  data: 13,
  bytes: 17,
  ping: 18,
  reliable: 19,
  unreliable: 20,
  request: 21,
} as const;
const TIMED = 0x80;

/** Throws wherever it can. */
class FaultyRoom extends Room {
  override onCreate(): void {
    this.onMessage("throw", () => {
      throw new Error("thrown by the test's own handler");
    });
    this.onMessage("timer", () => {
      this.clock.setTimeout(() => {
        throw new Error("thrown by the test's own timer");
      }, 1);
    });
    this.onMessage("loop", () => {
      this.setTimestep(() => {
        throw new Error("thrown by the test's own loop");
      }, 10);
    });
    this.onMessage("double", (_client, value: number) => value * 2);
  }

  override onJoin(_client: unknown, options: { readonly fail?: boolean } = {}): void {
    if (options.fail) throw new Error("thrown by the test's own hook");
  }
}

/** Takes bytes only. */
class BytesRoom extends Room {
  static readonly clientFrames = [] as const;

  override onCreate(): void {
    this.onMessage("*", () => {});
  }
}

let server: RoomServer;
const rooms: ClientRoom[] = [];

beforeAll(() => quietSdk());
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => (room.connection.isOpen ? room.leave() : undefined)));
  await server.stop();
});

async function run(limits: NonNullable<Parameters<typeof runOrrery>[0]>["limits"] = {}): Promise<void> {
  server = await runOrrery({ limits }, { faulty: FaultyRoom, bytes: BytesRoom });
}

async function create(name: string, options: object = {}, client = new Client(server.url)): Promise<ClientRoom> {
  return entered(await client.create(name, options));
}

function entered(room: ClientRoom): ClientRoom {
  room.reconnection.enabled = false;
  room.onMessage("*", () => {});
  rooms.push(room);
  return room;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split("\n").find((line) => line.startsWith(`${name} `));
  return Number(line?.split(" ").at(-1) ?? Number.NaN);
}

describe("D7: Colyseus rooms take what their classes declare", () => {
  async function raw(roomName: string): Promise<RawSocket> {
    const seat = await matchMaker.joinOrCreate(roomName, {});
    const socket = await RawSocket.open(server.port, `/p/${seat.roomId}?sessionId=${seat.sessionId}`);
    await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0), 10_000);
    socket.sendBytes(FRAME.join);
    return socket;
  }

  /** How a frame of one byte, with something after it, is taken: null, or a close code. */
  async function outcome(roomName: string, frame: readonly number[]): Promise<number | null> {
    const socket = await raw(roomName);
    socket.sendBytes(...frame);
    socket.send(OPCODE.ping, "after");
    const answered = vi.waitFor(() => expect(socket.frames.map(({ opcode }) => opcode)).toContain(OPCODE.pong), 10_000);
    const end = await Promise.race([socket.closed, answered.then(() => null)]);
    socket.destroy();
    return end?.code ?? null;
  }

  test("a room with inputs takes the protocol's frames, and no others", async () => {
    await run();
    const taken: number[] = [];
    for (let from = 0; from < 256; from += 16) {
      const codes = Array.from({ length: 16 }, (_, i) => from + i);
      const outcomes = await Promise.all(codes.map((code) => outcome("run", [code])));
      taken.push(...codes.filter((_, i) => outcomes[i] !== CLOSE.badFrame.code));
    }
    const { join, leave, ping, reliable } = FRAME;
    // Those of bytes, messages and requests need more than a first byte, and an unreliable input a number.
    expect(taken).toEqual([join, leave, ping, reliable]);
    const whole: readonly number[][] = [
      [FRAME.bytes, 1],
      [FRAME.data, 1],
      [FRAME.request, 1, 1],
      [FRAME.unreliable, 0],
      [FRAME.reliable | TIMED, 0],
      [FRAME.unreliable | TIMED, 1, 0, 0, 0, 0, 0, 0],
    ];
    for (const frame of whole) expect([frame, await outcome("run", frame)]).not.toEqual([frame, CLOSE.badFrame.code]);
  });

  test.each([
    ["no inputs where a room defines none", "party", [FRAME.reliable, 128, 1]],
    ["no messages where it declares none", "bytes", [FRAME.data, 1]],
    ["no input of negative length", "run", [FRAME.unreliable, 0, 0xd0, 0xfe]],
    ["no fifty million stamps", "run", [FRAME.unreliable | TIMED, 0xce, 0x80, 0xf0, 0xfa, 0x02, 0, 0, 0, 0, 0]],
    [
      "no regular expression in a message",
      "party",
      [FRAME.data, 0xa4, ...Buffer.from("echo"), 0xc7, 0, 0x78, 0x92, 0xa1, 0x61, 0xa0],
    ],
    ["no message named like a property of every object", "party", [FRAME.data, 0xa9, ...Buffer.from("__proto__")]],
  ])("%s", async (_case, roomName, frame) => {
    await run();
    const counter = 'orrery_frames_refused_total{reason="badFrame"}';
    const before = await metric(counter);
    expect(await outcome(roomName, frame)).toBe(CLOSE.badFrame.code);
    expect(await metric(counter)).toBe(before + 1);
  });
});

describe("D8: what one sender has of Colyseus rooms", () => {
  const refused = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 0,
      ({ code }: { code: number }) => code,
    );

  test("rooms, while they are alive", async () => {
    await run({ rooms: { address: 2 } });
    const [first] = [await create("party"), await create("party")];
    expect(await refused(create("party"))).toBe(ROOM_REFUSAL.tooManyRooms);
    await first.leave();
    await vi.waitFor(async () => expect(await refused(create("party"))).toBe(0), 4_000);
  });

  test("seats, from the reservation until they are free", async () => {
    await run({ seats: { address: 2 } });
    const first = await create("party", { holdS: 0.1 });
    const second = entered(await new Client(server.url).joinById(first.roomId));
    const join = () => refused(new Client(server.url).joinById(first.roomId).then(entered));
    expect(await join()).toBe(ROOM_REFUSAL.tooManySeats);
    second.connection.close(4010);
    await vi.waitFor(async () => expect(await join()).toBe(0), 5_000);
    expect(await join()).toBe(ROOM_REFUSAL.tooManySeats);
  });

  test("seats of refused hooks are free at once", async () => {
    await run({ seats: { address: 2 } });
    for (let i = 0; i < 5; i++)
      expect(await refused(create("faulty", { fail: true }))).not.toBe(ROOM_REFUSAL.tooManySeats);
    for (let i = 0; i < 5; i++) expect(await refused(create("door", { password: "wrong" }))).toBe(403);
  });
});

describe("D14: players of Colyseus rooms", () => {
  interface Somebody {
    readonly client: Client;
    readonly token: string;
    readonly id: number;
  }

  async function signIn(path: string, body: object, token?: string): Promise<Somebody> {
    const headers = { Origin: server.url, ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(server.url + path, { method: "POST", body: JSON.stringify(body), headers });
    const signedIn = await answer.json();
    const client = new Client(`${server.url}?${FINGERPRINT_PARAMETER}=${LOBBY_FINGERPRINT}`);
    client.auth.token = signedIn.token;
    return { client, token: signedIn.token, id: signedIn.player.id };
  }

  const guest = () => signIn("/auth/guest", {});

  async function ban(player: number): Promise<void> {
    const name = `Warden${player}`;
    const warden = await signIn("/auth/register", { name, password: "correct horse battery" }, (await guest()).token);
    const db = new Database(join(server.dataDir, "orrery.sqlite"));
    db.run("PRAGMA busy_timeout = 2000");
    db.run(`UPDATE players SET role = ${ROLE.moderator} WHERE id = ${warden.id}`);
    db.close();
    const lobby = entered(await warden.client.joinOrCreate("lobby", { name }));
    const untilS = Math.floor(Date.now() / 1_000) + 3_600;
    const order = encodeLobbyCommand({ type: "ban", player, untilS, why: "for a test", nonce: 1 });
    lobby.sendBytes(TO_SERVER.command, encodeCommand(0, order));
  }

  test("are known to a room that has no onAuth", async () => {
    await run();
    const { client, id } = await guest();
    const room = await create("party", {}, client);
    const inside = matchMaker.getLocalRoomById(room.roomId) as unknown as PartyRoom;
    expect(inside).toBeInstanceOf(PartyRoom);
    expect(inside.clients[0]?.auth).toMatchObject({ player: id });
  });

  test("who are banned are out at once, and do not return", async () => {
    await run();
    const [rude, other] = [await guest(), await guest()];
    const room = await create("party", {}, other.client);
    const theirs = entered(await rude.client.joinById(room.roomId));
    const end = ending(theirs);
    await (await rude.client.joinOrCreate("lobby")).leave(false);
    await ban(rude.id);
    expect(await end).toEqual(CLOSE.banned);
    await expect(new Client(server.url).reconnect(theirs.reconnectionToken)).rejects.toMatchObject({
      code: expect.any(Number),
    });
    await expect(rude.client.joinById(room.roomId)).rejects.toMatchObject({
      // The sign-in may be over before the ban is asked about.
      code: expect.toSatisfy((code) => code === ROOM_REFUSAL.banned || code === ROOM_REFUSAL.signInFirst),
    });
    expect(room.connection.isOpen).toBe(true);
  });
});

describe("a seat that a second socket takes", () => {
  test("is closed to the first one", async () => {
    await run();
    const room = await create("party");
    const end = ending(room);
    const again = entered(await new Client(server.url).reconnect(room.reconnectionToken));
    expect(await end).toEqual(CLOSE.takenOver);
    expect(await again.request("double", 4)).toBe(8);
  });
});

describe("a room that throws", () => {
  test.each(["throw", "timer", "loop"])("harms nobody else: %s", async (how) => {
    await run();
    const [faulty, other] = [await create("faulty"), await create("party")];
    faulty.send(how);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await other.request("double", 2)).toBe(4);
    expect(await faulty.request("double", 3)).toBe(6);
    expect(await metric('orrery_log_entries_total{entry="error"}')).toBeGreaterThan(0);
  });

  test("while somebody joins lets only them down", async () => {
    await run();
    const room = await create("faulty");
    await expect(new Client(server.url).joinById(room.roomId, { fail: true })).rejects.toThrow(
      "thrown by the test's own hook",
    );
    expect(await room.request("double", 3)).toBe(6);
  });
});

describe("names and classes that cannot be rooms", () => {
  test.each<[string, object, RegExp]>([
    ["a name that no request can have", { "a room": PartyRoom }, /rooms: "a room".*1 to 64/],
    ["the name of a game", { trails: PartyRoom }, /rooms\.trails: a game has this name/],
    ["no class", { party: {} }, /rooms\.party: .*extends Room/],
    ["another class", { party: class Party {} }, /rooms\.party: .*extends Room/],
  ])("%s", async (_case, rooms, why) => {
    await run();
    await expect(runOrrery({}, rooms as never)).rejects.toThrow(why);
  });
});
