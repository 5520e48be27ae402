import { matchMaker, Server } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Connection, JoinError, memoryTokenStore } from "../../client/net/index.ts";
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
import { TUG_WIRE, type TugState, tugRoom } from "../harness/tiny-game.ts";

const transport = new BunTransport();
const server = new Server({ transport, greet: false, gracefullyShutdown: false });
const host = {
  scheduler: new Scheduler(systemClock, NO_METRICS),
  metrics: NO_METRICS,
  newSeed: () => 1,
  openRecorder: async () => NO_RECORDER,
  restoring: new Map(),
  halts: new SingletonHalts(),
  seatToken: seatTokens("a secret of tests"),
  gate: OPEN_GATE,
  report: (error: unknown) => console.error(error),
};
const TugRoom = defineRoom(tugRoom("tug", 3), host);
const WORDS = "A new version is out: reload.";

beforeAll(async () => {
  server.define("tug", TugRoom);
  await server.listen(0, "127.0.0.1");
});

afterEach(() => deploy(TUG_WIRE));

afterAll(async () => {
  await server.gracefullyShutdown(false);
  await transport.stopped;
});

/** From now on rooms speak another wire, as after a restart with a changed schema. */
function deploy(wire: string): void {
  Object.assign(TugRoom, { wire });
}

function connect(wire = TUG_WIRE) {
  const tokens = memoryTokenStore();
  const outdated = vi.fn<() => void>();
  const url = `http://127.0.0.1:${transport.port}`;
  const link = new Connection<TugState>({ url, room: "tug", join: { team: "red" }, tokens, wire, outdated });
  const patch = vi.fn<(state: TugState) => void>();
  const ignore = () => {};
  const handlers = { welcome: ignore, events: ignore, pong: ignore, refusal: ignore, check: ignore, status: ignore };
  link.listen({ ...handlers, patch });
  return { link, tokens, outdated, patch };
}

describe("a client of another version", () => {
  it("is told to reload before a room is made for it", async () => {
    const { link, outdated } = connect("0123456789abcdef");
    await expect(link.open()).rejects.toEqual(new JoinError(WORDS));
    expect(outdated).toHaveBeenCalledTimes(1);
    expect(await rooms()).toBe(0);
  });

  it("is told to reload when its socket returns after a deploy, is sent nothing, and keeps its seat", async () => {
    const { link, tokens, outdated, patch } = connect();
    await link.open();
    await vi.waitFor(() => expect(patch).toHaveBeenCalled());
    link.dropSocket();
    await vi.waitFor(() => expect(link.status).toBe("live"));
    expect(link.reconnects).toBe(1);

    deploy("0123456789abcdef");
    const token = tokens.load();
    link.dropSocket();
    await vi.waitFor(() => expect(link.status).toBe("reconnecting"));
    const frames = link.framesIn;
    await vi.waitFor(() => expect(link.status).toBe("closed"));
    expect(link.reason).toBe(WORDS);
    expect(link.framesIn).toBe(frames);
    expect(outdated).toHaveBeenCalledTimes(1);
    expect(tokens.load()).toBe(token);

    // The page fetched anew speaks the new wire and returns to the same seat.
    const successor = connect("0123456789abcdef");
    successor.tokens.save(token);
    await successor.link.open();
    await vi.waitFor(() => expect(successor.link.status).toBe("live"));
    expect(await rooms()).toBe(1);
    successor.link.leave("");
  });

  it("is told to reload when it asks for its seat by token, and keeps the token", async () => {
    const { link, tokens, outdated } = connect("0123456789abcdef");
    const before = connect();
    await before.link.open();
    await vi.waitFor(() => expect(before.tokens.load()).not.toBeNull());
    const token = before.tokens.load();
    before.link.abandon();
    tokens.save(token);
    await expect(link.open()).rejects.toEqual(new JoinError(WORDS));
    expect(outdated).toHaveBeenCalledTimes(1);
    expect(tokens.load()).toBe(token);
  });

  it.each(["", "&skipHandshake=1"])(
    "gets a close frame and nothing before it at a socket of its own%s",
    async (query) => {
      const { link } = connect();
      await link.open();
      const { processId, roomId, sessionId } = await reserve();
      const path = `ws://127.0.0.1:${transport.port}/${processId}/${roomId}?sessionId=${sessionId}${query}`;
      const refused = new WebSocket(path);
      const frames = vi.fn();
      refused.addEventListener("message", frames);
      const closed = await new Promise<CloseEvent>((resolve) => refused.addEventListener("close", resolve));
      expect([closed.code, closed.reason]).toEqual([CLOSE.otherVersion.code, CLOSE.otherVersion.reason]);
      expect(frames).not.toHaveBeenCalled();

      const taken = new WebSocket(`${path}&${FINGERPRINT_PARAMETER}=${TUG_WIRE}`);
      await new Promise((resolve) => taken.addEventListener("message", resolve));
      taken.close();
      link.leave("");
    },
  );
});

async function reserve(): Promise<{ processId: string; roomId: string; sessionId: string }> {
  const url = `http://127.0.0.1:${transport.port}/matchmake/joinOrCreate/tug?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ team: "red" }) });
  return response.json();
}

async function rooms(): Promise<number> {
  return (await matchMaker.query({})).length;
}
