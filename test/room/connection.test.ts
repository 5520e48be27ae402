import { matchMaker, Server } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Connection, memoryTokenStore, type TokenStore } from "../../client/net/index.ts";
import { systemClock } from "../../server/clock.ts";
import { OPEN_GATE } from "../../server/runtime/admission.ts";
import { NO_METRICS } from "../../server/runtime/metrics.ts";
import { NO_RECORDER } from "../../server/runtime/recorder.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { Scheduler } from "../../server/runtime/scheduler.ts";
import { seatTokens } from "../../server/runtime/seat-tokens.ts";
import { SingletonHalts } from "../../server/runtime/singleton-halts.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { type FaultyProxy, startFaultyProxy } from "../harness/faulty-proxy.ts";
import { TUG_WIRE, type TugState, tugRoom } from "../harness/tiny-game.ts";

const transport = new BunTransport();
const server = new Server({ transport, greet: false, gracefullyShutdown: false });
let proxy: FaultyProxy;
const open: Connection<TugState>[] = [];

beforeAll(async () => {
  const host = {
    scheduler: new Scheduler(systemClock, NO_METRICS),
    metrics: NO_METRICS,
    newSeed: () => 1,
    openRecorder: async () => NO_RECORDER,
    restoring: new Map(),
    halts: new SingletonHalts(),
    seatToken: seatTokens("a secret of tests"),
    gate: OPEN_GATE,
    report: () => {},
  };
  server.define("tug", defineRoom(tugRoom("tug", 3), host));
  await server.listen(0, "127.0.0.1");
  proxy = await startFaultyProxy(transport.port);
});

afterAll(async () => {
  proxy.close();
  await server.gracefullyShutdown(false);
  await transport.stopped;
});

afterEach(() => {
  proxy.turn("clear");
  for (const connection of open.splice(0)) connection.abandon();
});

interface Seat {
  readonly connection: Connection<TugState>;
  readonly tokens: TokenStore;
}

function newConnection(tokens: TokenStore, url = proxy.url): Connection<TugState> {
  const connection = new Connection<TugState>({
    url,
    room: "tug",
    join: { team: "red" },
    target: "new",
    tokens,
    wire: TUG_WIRE,
  });
  open.push(connection);
  return connection;
}

async function take(tokens = memoryTokenStore(), url = proxy.url): Promise<Seat> {
  const connection = newConnection(tokens, url);
  await connection.open();
  await vi.waitFor(() => expect(connection.status).toBe("live"), 5_000);
  return { connection, tokens };
}

/** On its way to a seat. */
function begin(tokens: TokenStore): Connection<TugState> {
  const connection = newConnection(tokens);
  connection.open().catch(() => {});
  return connection;
}

/** Whether the room still has, or holds, a seat of anybody: a room without one ends. */
const isKept = (room: string | null): boolean => matchMaker.getLocalRoomById(room ?? "") !== undefined;

const present = (room: string | null): number => matchMaker.getLocalRoomById(room ?? "").clients.length;

/** Whatever else was to come of what was done has come. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 700));

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
};

describe("a connection in bad weather", { timeout: 60_000 }, () => {
  it("finds out that its path died without a word, and is back within ten seconds once there is a path", async () => {
    const { connection, tokens } = await take();
    const token = tokens.load();
    proxy.turn("silent");
    await vi.waitFor(() => expect(connection.status).toBe("reconnecting"), 8_000);
    proxy.turn("clear");
    const backMs = await elapsed(() => vi.waitFor(() => expect(connection.status).toBe("live"), 10_000));
    expect(backMs).toBeLessThan(10_000);
    const { reconnects, disconnects, reason, code } = connection;
    expect([reconnects, disconnects, reason, code]).toEqual([1, 1, "", 0]);
    expect(tokens.load()?.split(":")[0]).toBe(token?.split(":")[0]);
  });

  it("gives up attempts that are accepted and never answered, one after the other", async () => {
    const { connection } = await take();
    proxy.turn("hung");
    connection.dropSocket();
    const before = proxy.taken;
    await vi.waitFor(() => expect(proxy.taken).toBeGreaterThan(before + 1), 15_000);
    expect(connection.status).toBe("reconnecting");
    proxy.turn("clear");
    await vi.waitFor(() => expect(connection.status).toBe("live"), 10_000);
  });

  it("keeps its seat's token whatever a proxy answers meanwhile", async () => {
    const { connection, tokens } = await take();
    const token = tokens.load();
    expect(token).not.toBeNull();
    proxy.turn("sick");
    await vi.waitFor(() => expect(connection.status).toBe("reconnecting"));
    // A page that is reloaded in this weather asks over HTTP at once.
    connection.abandon();
    const again = new Connection<TugState>({
      ...{ url: proxy.url, room: "tug", join: { team: "red" }, tokens, wire: TUG_WIRE },
    });
    open.push(again);
    const opened = again.open();
    const before = proxy.taken;
    await vi.waitFor(() => expect(proxy.taken).toBeGreaterThan(before + 2), 5_000);
    expect(tokens.load()).toBe(token);
    proxy.turn("clear");
    await opened;
    await vi.waitFor(() => expect(again.status).toBe("live"));
    expect([again.notice, again.roomId]).toEqual(["", token?.split(":")[0]]);
  });

  it("leaves no ghost when it is left while its socket is lost", async () => {
    const { connection, tokens } = await take();
    const { roomId } = connection;
    connection.dropSocket();
    expect(connection.status).toBe("reconnecting");
    connection.leave("You left.");
    expect([connection.status, tokens.load(), isKept(roomId)]).toEqual(["closed", null, true]);
    await vi.waitFor(() => expect(isKept(roomId)).toBe(false), 5_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([connection.status, tokens.load()]).toEqual(["closed", null]);
  });

  it("does not come back after it was abandoned while its socket was lost, and its token stays good", async () => {
    const { connection, tokens } = await take();
    const { roomId } = connection;
    connection.dropSocket();
    connection.abandon();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([connection.status, isKept(roomId), present(roomId)]).toEqual(["closed", true, 0]);
    const again = await take(tokens);
    expect([again.connection.roomId, again.connection.notice]).toEqual([roomId, ""]);
  });

  it("has one socket at a time, however often the one it waits for is cut", async () => {
    const { connection } = await take();
    for (let times = 0; times < 4; times++) connection.dropSocket();
    await vi.waitFor(() => expect(connection.status).toBe("live"));
    await settled();
    const { status, code, reconnects, disconnects } = connection;
    expect([status, code, reconnects, disconnects]).toEqual(["live", 0, 1, 1]);
  });

  it("keeps its seat when an attempt that it gave up reaches the server late", async () => {
    const { connection, tokens } = await take();
    const token = tokens.load();
    proxy.turn("late");
    const before = proxy.taken;
    connection.dropSocket();
    await vi.waitFor(() => expect(proxy.taken).toBe(before + 1), 5_000);
    proxy.turn("clear");
    connection.dropSocket();
    await vi.waitFor(() => expect(connection.status).toBe("live"), 5_000);
    await proxy.deliver();
    await settled();
    const { status, code, reconnects, disconnects } = connection;
    expect([status, code, reconnects, disconnects]).toEqual(["live", 0, 1, 1]);
    expect([tokens.load(), present(connection.roomId)]).toEqual([token, 1]);
  });

  it("keeps its seat when a request for it that it gave up is answered late", async () => {
    const { connection, tokens } = await take();
    const [roomId, reconnectionToken] = (tokens.load() ?? "").split(":");
    const answer = await fetch(`${proxy.url}/matchmake/reconnect/${roomId}?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reconnectionToken }),
    });
    expect(answer.status).toBe(200);
    await settled();
    expect([connection.status, connection.code, connection.disconnects]).toEqual(["live", 0, 0]);
  });

  /** Where a connection may be when it is left. */
  const LEFT: Readonly<Record<string, (tokens: TokenStore) => Promise<Connection<TugState>>>> = {
    live: async (tokens) => (await take(tokens)).connection,
    async lost(tokens) {
      const { connection } = await take(tokens);
      connection.dropSocket();
      return connection;
    },
    joining: async (tokens) => begin(tokens),
    async returning(tokens) {
      tokens.save("gone:for-long");
      return begin(tokens);
    },
  };

  it.each(Object.keys(LEFT))("leaves its successor's token alone, left while %s", async (where) => {
    const tokens = memoryTokenStore();
    const connection = await LEFT[where](tokens);
    const { roomId } = connection;
    connection.leave("");
    // As the next try of a page does, which shares the store.
    tokens.save("successor:token");
    if (roomId !== null) await vi.waitFor(() => expect(isKept(roomId)).toBe(false), 5_000);
    await settled();
    expect([connection.status, tokens.load()]).toEqual(["closed", "successor:token"]);
  });

  it("yields for good to whoever took its seat over, and forgets the token", async () => {
    const first = await take();
    const copied = memoryTokenStore();
    copied.save(first.tokens.load());
    const second = await take(copied);
    await vi.waitFor(() => expect(first.connection.status).toBe("closed"));
    expect([first.connection.code, first.tokens.load()]).toEqual([CLOSE.takenOver.code, null]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([second.connection.status, second.connection.disconnects]).toEqual(["live", 0]);
  });
});
