import { matchMaker, Server } from "@colyseus/core";
import { afterAll, it as anyIt, beforeAll, describe, expect, vi } from "vitest";
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
});

afterAll(async () => {
  await server.gracefullyShutdown(false);
  await transport.stopped;
});

interface Seat {
  readonly connection: Connection<TugState>;
  readonly tokens: TokenStore;
}

/** Connections through weather of their own. */
class Lab {
  readonly #open: Connection<TugState>[] = [];

  constructor(readonly proxy: FaultyProxy) {}

  connect(tokens: TokenStore, target: "new" | "any" = "new"): Connection<TugState> {
    const connection = new Connection<TugState>({
      url: this.proxy.url,
      room: "tug",
      join: { team: "red" },
      target,
      tokens,
      wire: TUG_WIRE,
    });
    this.#open.push(connection);
    return connection;
  }

  async take(tokens = memoryTokenStore()): Promise<Seat> {
    const connection = this.connect(tokens);
    await connection.open();
    await vi.waitFor(() => expect(connection.status).toBe("live"), 5_000);
    return { connection, tokens };
  }

  /** On its way to a seat. */
  begin(tokens: TokenStore): Connection<TugState> {
    const connection = this.connect(tokens);
    connection.open().catch(() => {});
    return connection;
  }

  close(): void {
    for (const connection of this.#open) connection.abandon();
    this.proxy.close();
  }
}

const it = anyIt.extend<{ lab: Lab }>({
  async lab({ task: _ }, use) {
    const lab = new Lab(await startFaultyProxy(transport.port));
    await use(lab);
    lab.close();
  },
});

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

// They wait nearly all of the time, each for something else.
describe.concurrent("a connection in bad weather", { timeout: 60_000 }, () => {
  it("finds out that its path died without a word, and is back within ten seconds once there is a path", async ({
    lab,
  }) => {
    const { connection, tokens } = await lab.take();
    const token = tokens.load();
    lab.proxy.turn("silent");
    await vi.waitFor(() => expect(connection.status).toBe("reconnecting"), 8_000);
    lab.proxy.turn("clear");
    const backMs = await elapsed(() => vi.waitFor(() => expect(connection.status).toBe("live"), 10_000));
    expect(backMs).toBeLessThan(10_000);
    const { reconnects, disconnects, reason, code } = connection;
    expect([reconnects, disconnects, reason, code]).toEqual([1, 1, "", 0]);
    expect(tokens.load()?.split(":")[0]).toBe(token?.split(":")[0]);
  });

  it("gives up attempts that are accepted and never answered, one after the other", async ({ lab }) => {
    const { connection } = await lab.take();
    lab.proxy.turn("hung");
    connection.dropSocket();
    const before = lab.proxy.taken;
    await vi.waitFor(() => expect(lab.proxy.taken).toBeGreaterThan(before + 1), 15_000);
    expect(connection.status).toBe("reconnecting");
    lab.proxy.turn("clear");
    await vi.waitFor(() => expect(connection.status).toBe("live"), 10_000);
  });

  it("keeps its seat's token whatever a proxy answers meanwhile", async ({ lab }) => {
    const { connection, tokens } = await lab.take();
    const token = tokens.load();
    expect(token).not.toBeNull();
    lab.proxy.turn("sick");
    await vi.waitFor(() => expect(connection.status).toBe("reconnecting"));
    // A page that is reloaded in this weather asks over HTTP at once.
    connection.abandon();
    const again = lab.connect(tokens, "any");
    const opened = again.open();
    const before = lab.proxy.taken;
    await vi.waitFor(() => expect(lab.proxy.taken).toBeGreaterThan(before + 2), 5_000);
    expect(tokens.load()).toBe(token);
    lab.proxy.turn("clear");
    await opened;
    await vi.waitFor(() => expect(again.status).toBe("live"));
    expect([again.notice, again.roomId]).toEqual(["", token?.split(":")[0]]);
  });

  it("leaves no ghost when it is left while its socket is lost", async ({ lab }) => {
    const { connection, tokens } = await lab.take();
    const { roomId } = connection;
    connection.dropSocket();
    expect(connection.status).toBe("reconnecting");
    connection.leave("You left.");
    expect([connection.status, tokens.load(), isKept(roomId)]).toEqual(["closed", null, true]);
    await vi.waitFor(() => expect(isKept(roomId)).toBe(false), 5_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([connection.status, tokens.load()]).toEqual(["closed", null]);
  });

  it("does not come back after it was abandoned while its socket was lost, and its token stays good", async ({
    lab,
  }) => {
    const { connection, tokens } = await lab.take();
    const { roomId } = connection;
    connection.dropSocket();
    connection.abandon();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([connection.status, isKept(roomId), present(roomId)]).toEqual(["closed", true, 0]);
    const again = await lab.take(tokens);
    expect([again.connection.roomId, again.connection.notice]).toEqual([roomId, ""]);
  });

  it("has one socket at a time, however often the one it waits for is cut", async ({ lab }) => {
    const { connection } = await lab.take();
    for (let times = 0; times < 4; times++) connection.dropSocket();
    await vi.waitFor(() => expect(connection.status).toBe("live"));
    await settled();
    const { status, code, reconnects, disconnects } = connection;
    expect([status, code, reconnects, disconnects]).toEqual(["live", 0, 1, 1]);
  });

  it("keeps its seat when an attempt that it gave up reaches the server late", async ({ lab }) => {
    const { connection, tokens } = await lab.take();
    const token = tokens.load();
    lab.proxy.turn("late");
    const before = lab.proxy.taken;
    connection.dropSocket();
    await vi.waitFor(() => expect(lab.proxy.taken).toBe(before + 1), 5_000);
    lab.proxy.turn("clear");
    connection.dropSocket();
    await vi.waitFor(() => expect(connection.status).toBe("live"), 5_000);
    await lab.proxy.deliver();
    await settled();
    const { status, code, reconnects, disconnects } = connection;
    expect([status, code, reconnects, disconnects]).toEqual(["live", 0, 1, 1]);
    expect([tokens.load(), present(connection.roomId)]).toEqual([token, 1]);
  });

  it("keeps its seat when a request for it that it gave up is answered late", async ({ lab }) => {
    const { connection, tokens } = await lab.take();
    const [roomId, reconnectionToken] = (tokens.load() ?? "").split(":");
    const answer = await fetch(`${lab.proxy.url}/matchmake/reconnect/${roomId}?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reconnectionToken }),
    });
    expect(answer.status).toBe(200);
    await settled();
    expect([connection.status, connection.code, connection.disconnects]).toEqual(["live", 0, 0]);
  });

  /** Where a connection may be when it is left. */
  const LEFT: Readonly<Record<string, (lab: Lab, tokens: TokenStore) => Promise<Connection<TugState>>>> = {
    live: async (lab, tokens) => (await lab.take(tokens)).connection,
    async lost(lab, tokens) {
      const { connection } = await lab.take(tokens);
      connection.dropSocket();
      return connection;
    },
    joining: async (lab, tokens) => lab.begin(tokens),
    async returning(lab, tokens) {
      tokens.save("gone:for-long");
      return lab.begin(tokens);
    },
  };

  it.for(Object.keys(LEFT))("leaves its successor's token alone, left while %s", async (where, { lab }) => {
    const tokens = memoryTokenStore();
    const connection = await LEFT[where](lab, tokens);
    const { roomId } = connection;
    connection.leave("");
    // As the next try of a page does, which shares the store.
    tokens.save("successor:token");
    if (roomId !== null) await vi.waitFor(() => expect(isKept(roomId)).toBe(false), 5_000);
    await settled();
    expect([connection.status, tokens.load()]).toEqual(["closed", "successor:token"]);
  });

  it("yields for good to whoever took its seat over, and forgets the token", async ({ lab }) => {
    const first = await lab.take();
    const copied = memoryTokenStore();
    copied.save(first.tokens.load());
    const second = await lab.take(copied);
    await vi.waitFor(() => expect(first.connection.status).toBe("closed"));
    expect([first.connection.code, first.tokens.load()]).toEqual([CLOSE.takenOver.code, null]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([second.connection.status, second.connection.disconnects]).toEqual(["live", 0]);
  });
});
