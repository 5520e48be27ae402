import { Room as CoreRoom, matchMaker, type Client as RoomClient, Server } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import { systemClock } from "../../server/clock.ts";
import { NO_METRICS } from "../../server/runtime/metrics.ts";
import { NO_RECORDER } from "../../server/runtime/recorder.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { ANONYMOUS } from "../../server/runtime/room-definition.ts";
import { Scheduler } from "../../server/runtime/scheduler.ts";
import { seatTokens } from "../../server/runtime/seat-tokens.ts";
import { SingletonHalts } from "../../server/runtime/singleton-halts.ts";
import { addressBehindProxies } from "../../server/transport/client-address.ts";
import { senderResolver } from "../../server/transport/sender.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { TUG_WIRE, tugRoom } from "../harness/tiny-game.ts";

const LOAD_TOKEN = "a load token of tests, long enough".replaceAll(" ", "-");
const BUSY_MS = 8;

/** Every frame takes CPU time. */
class BusyRoom extends CoreRoom {
  worked = 0;

  override onCreate(): void {
    this.onMessageBytes("work", () => {
      this.worked++;
      const fromMs = usedCpuMs();
      while (usedCpuMs() - fromMs < BUSY_MS);
    });
    this.onMessageBytes("rest", (client: RoomClient) => client.sendBytes("rest", new Uint8Array(1)));
  }
}

function usedCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The transport asks for the budgets of now, which a test sets. */
let budgets = new Budgets({ now: () => performance.now() });
const current = new Proxy(budgets, {
  get: (_, name) => {
    const value: unknown = Reflect.get(budgets, name);
    return typeof value === "function" ? value.bind(budgets) : value;
  },
});
const addressOf = addressBehindProxies(1);
const transport = new BunTransport({ budgets: current, addressOf, senderOf: senderResolver(addressOf, LOAD_TOKEN) });
const server = new Server({ transport, greet: false, gracefullyShutdown: false });
const rooms: Room[] = [];

beforeAll(async () => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const host = {
    scheduler: new Scheduler(systemClock, NO_METRICS),
    metrics: NO_METRICS,
    newSeed: () => 1,
    openRecorder: async () => NO_RECORDER,
    restoring: new Map(),
    halts: new SingletonHalts(),
    seatToken: seatTokens("a secret of tests"),
    gate: async (token: string | null) => ({ ...ANONYMOUS, player: Number(token ?? 0) }),
    report: (error: unknown) => console.error(error),
  };
  server.define("tug", defineRoom(tugRoom("tug", 3), host));
  server.define("hall", defineRoom({ ...tugRoom("hall", 3), seatBudget: "lobbySeats" }, host));
  server.define("busy", BusyRoom);
  await server.listen(0, "127.0.0.1");
});
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => (room.connection.isOpen ? room.leave() : undefined)));
});
afterAll(async () => {
  await server.gracefullyShutdown(false);
  await transport.stopped;
});

function bound(changes: BudgetOverrides): void {
  budgets = new Budgets({ now: () => performance.now(), changes });
}

function from(address: string, { token, load = false }: { token?: number; load?: boolean } = {}): Client {
  const headers = { "X-Forwarded-For": address, ...(load && { "X-Load-Token": LOAD_TOKEN }) };
  const client = new Client(`http://127.0.0.1:${transport.port}?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`, { headers });
  if (token !== undefined) client.auth.token = `${token}`;
  return client;
}

async function create(client: Client, name = "tug"): Promise<Room> {
  const room = await client.create(name, { team: "red" });
  room.reconnection.enabled = false;
  room.onMessage("*", () => {});
  rooms.push(room);
  return room;
}

async function join(client: Client, roomId: string): Promise<Room> {
  const room = await client.joinById(roomId, { team: "red" });
  room.reconnection.enabled = false;
  room.onMessage("*", () => {});
  rooms.push(room);
  return room;
}

const refused = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "taken",
    ({ code }: { code: number }) => code,
  );
const ended = (room: Room) => new Promise<number>((resolve) => room.onLeave((code) => resolve(code)));
const closes = (room: Room) => ended(room);

describe("D8: what one sender has at once", () => {
  it("rooms that someone made are counted while they are alive, by address and by identity", async () => {
    bound({ rooms: { address: 2, identity: 1 } });
    const [here, there] = [from("198.51.100.1"), from("198.51.100.2")];
    const first = await create(here);
    await create(here);
    expect(await refused(create(here))).toBe(ROOM_REFUSAL.tooManyRooms);
    await create(there);
    expect(await refused(create(from("198.51.100.3", { token: 7 })))).toBe("taken");
    expect(await refused(create(from("198.51.100.4", { token: 7 })))).toBe(ROOM_REFUSAL.tooManyRooms);
    expect(budgets.inUse("rooms")).toBe(4);
    await first.leave();
    await vi.waitFor(() => expect(budgets.inUse("rooms")).toBe(3), 5_000);
    await create(here);
  });

  it("a room that nobody comes to is given up within seconds", async () => {
    bound({});
    const room = await create(from("198.51.100.1"));
    expect(matchMaker.getLocalRoomById(room.roomId)?.seatReservationTimeout).toBeLessThanOrEqual(10);
  });

  it("seats are counted from the reservation until they are free", async () => {
    bound({ seats: { address: 2, identity: 1 } });
    const owner = await create(from("198.51.100.9"));
    const here = from("198.51.100.1");
    const seats = [await join(here, owner.roomId), await join(here, owner.roomId)];
    const other = await create(from("198.51.100.8"));
    expect(await refused(join(here, other.roomId))).toBe(ROOM_REFUSAL.tooManySeats);
    await seats[0]?.leave();
    await vi.waitFor(() => expect(budgets.inUse("seats")).toBe(3), 5_000);
    await join(here, other.roomId);
    expect(await refused(join(from("198.51.100.3", { token: 7 }), other.roomId))).toBe("taken");
    const again = await create(from("198.51.100.6"));
    expect(await refused(join(from("198.51.100.4", { token: 7 }), again.roomId))).toBe(ROOM_REFUSAL.tooManySeats);
  });

  it("seats of the lobby are counted by themselves", async () => {
    bound({ seats: { address: 1 }, lobbySeats: { address: 2 } });
    const here = from("198.51.100.1");
    await create(here);
    for (let at = 0; at < 2; at++) await create(here, "hall");
    expect(await refused(create(here, "hall"))).toBe(ROOM_REFUSAL.tooManySeats);
    expect([budgets.inUse("seats"), budgets.inUse("lobbySeats")]).toEqual([1, 2]);
  });

  it("a seat that was refused for another reason is not counted", async () => {
    bound({});
    for (let at = 0; at < 5; at++)
      expect(await refused(from("198.51.100.1").joinById("nowhere", {}))).not.toBe("taken");
    expect([budgets.inUse("seats"), budgets.inUse("rooms")]).toEqual([0, 0]);
  });

  it("sockets are counted by whom the room let in, too", async () => {
    bound({ sockets: { identity: 1 } });
    const room = await create(from("198.51.100.1", { token: 7 }));
    const second = await join(from("198.51.100.2", { token: 7 }), room.roomId);
    expect(await closes(second)).toBe(CLOSE.tooManySockets.code);
    expect(room.connection.isOpen).toBe(true);
    await vi.waitFor(() => expect(budgets.inUse("sockets")).toBe(1));
  });
});

describe("D8: what one sender does", () => {
  it.each([
    ["frames", { framesIn: { address: { perSecond: 1, burst: 20 } } }],
    ["bytes", { bytesIn: { address: { perSecond: 1, burst: 200 } } }],
  ] as const)("%s of all its sockets are counted together, and no one else's", async (_what, changes) => {
    bound(changes);
    const bystander = await create(from("198.51.100.7"), "busy");
    const here = from("198.51.100.1");
    const sockets = [await create(here, "busy"), await create(here, "busy")];
    const closed = Promise.all(sockets.map(closes));
    for (let at = 0; at < 12; at++) for (const room of sockets) room.sendBytes("rest", new Uint8Array(12));
    expect(await Promise.race([closed, Promise.any(sockets.map(ended)).then((code) => [code])])).toContain(
      CLOSE.frameFlood.code,
    );
    const answer = new Promise((resolve) => bystander.onMessage("rest", resolve));
    bystander.sendBytes("rest", new Uint8Array(1));
    await answer;
  });

  it("time spent on its frames is charged, and whoever spends too much is sent away", async () => {
    bound({ decodeCpuMs: { address: { perSecond: 1, burst: 3 * BUSY_MS } } });
    const [bystander, busy] = [await create(from("198.51.100.7"), "busy"), await create(from("198.51.100.1"), "busy")];
    const end = ended(busy);
    const inside = matchMaker.getLocalRoomById(busy.roomId) as unknown as BusyRoom;
    for (let at = 0; at < 100; at++) busy.sendBytes("work", new Uint8Array(1));
    expect(await end).toBe(CLOSE.frameCost.code);
    expect(inside.worked).toBeLessThanOrEqual(5);
    const answer = new Promise((resolve) => bystander.onMessage("rest", resolve));
    bystander.sendBytes("rest", new Uint8Array(1));
    await answer;
  });
});

it("load tools with the operator's token are not bounded as one sender, and others with another are", async () => {
  bound({
    rooms: { address: 1 },
    sockets: { address: 1 },
    seats: { address: 1 },
    framesIn: { address: { perSecond: 1, burst: 1 } },
  });
  const tool = from("198.51.100.1", { load: true });
  for (let at = 0; at < 3; at++) await create(tool, "busy");
  for (const room of rooms) for (let at = 0; at < 20; at++) room.sendBytes("rest", new Uint8Array(1));
  await create(tool);
  expect(rooms.every((room) => room.connection.isOpen)).toBe(true);
  const headers = { "X-Forwarded-For": "198.51.100.1", "X-Load-Token": `${LOAD_TOKEN}x` };
  const liar = new Client(`http://127.0.0.1:${transport.port}?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`, { headers });
  await create(liar, "tug").catch(() => {});
  expect(await refused(create(liar, "tug"))).not.toBe("taken");
});
