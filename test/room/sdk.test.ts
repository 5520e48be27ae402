import { Server } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../server/clock.ts";
import { OPEN_GATE } from "../../server/runtime/admission.ts";
import { NO_METRICS } from "../../server/runtime/metrics.ts";
import { NO_RECORDER } from "../../server/runtime/recorder.ts";
import { defineRoom } from "../../server/runtime/room.ts";
import { Scheduler } from "../../server/runtime/scheduler.ts";
import { seatTokens } from "../../server/runtime/seat-tokens.ts";
import { SingletonHalts } from "../../server/runtime/singleton-halts.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { decodeStateCheck, decodeWelcome, encodeCommand, TO_CLIENT, TO_SERVER } from "../../shared/wire/messages.ts";
import { BLOW_UP, pull, TUG_WIRE, type TugState, tugRoom } from "../harness/tiny-game.ts";

const transport = new BunTransport();
const server = new Server({ transport, greet: false, gracefullyShutdown: false });
const reports: unknown[] = [];
let client: Client;

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
    report: (error: unknown) => reports.push(error),
  };
  server.define("tug", defineRoom(tugRoom("tug", 3), host));
  await server.listen(0, "127.0.0.1");
  client = new Client(`http://127.0.0.1:${transport.port}?${FINGERPRINT_PARAMETER}=${TUG_WIRE}`);
});

let stopped: Promise<void> | null = null;
const stop = () => {
  stopped ??= server.gracefullyShutdown(false);
  return stopped;
};
afterAll(async () => {
  await stop();
  await transport.stopped;
});

type TugRoom = Room<unknown, TugState>;

/** The next message of a type. */
function next(room: TugRoom, type: number): Promise<Uint8Array> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  const stop = room.onMessage<Uint8Array>(type, (bytes) => {
    stop();
    resolve(bytes);
  });
  return promise;
}

async function create(options: object = {}): Promise<[TugRoom, number]> {
  return welcomed(await client.create<TugState>("tug", { team: "red", ...options }));
}

async function welcomed(room: TugRoom): Promise<[TugRoom, number]> {
  return [room, decodeWelcome(await next(room, TO_CLIENT.welcome)).seat];
}

const left = (room: TugRoom) =>
  new Promise<{ code: number; reason: string | undefined }>((resolve) =>
    room.onLeave((code, reason) => resolve({ code, reason })),
  );

describe("a clockwork room behind the native transport, to the stock SDK", () => {
  it("is joined, played and decoded to the server's own digest", async () => {
    const [room, seat] = await create({ verify: true });
    expect(seat).toBe(0);
    room.sendBytes(TO_SERVER.command, encodeCommand(0, pull(7)));
    await vi.waitFor(() => expect(room.state.rope).toBe(7));
    const check = decodeStateCheck(await next(room, TO_CLIENT.check));
    expect(room.state.tick).toBe(check.tick);
    expect(digestState(room.state)).toBe(check.digest);
    await room.leave();
  });

  it("tells a refused join why, before a room is made", async () => {
    const refusal = { code: ROOM_REFUSAL.badOption, message: "team: green is not red or blue" };
    await expect(client.create("tug", { team: "green" })).rejects.toMatchObject(refusal);
    await expect(client.joinOrCreate("tug", {})).rejects.toMatchObject({ code: ROOM_REFUSAL.badOption });
  });

  it("gives a lost socket its seat back", async () => {
    const [room, seat] = await create();
    const [other] = await welcomed(await client.joinById<TugState>(room.roomId, { team: "blue" }));
    Object.assign(room.reconnection, { minUptime: 0, delay: 10 });
    const welcome = next(room, TO_CLIENT.welcome);
    room.connection.close(4010);
    expect(decodeWelcome(await welcome).seat).toBe(seat);
    room.sendBytes(TO_SERVER.command, encodeCommand(0, pull(3)));
    await vi.waitFor(() => expect(other.state.rope).toBe(3));
    await vi.waitFor(() => expect(room.state.toJSON()).toEqual(other.state.toJSON()));
    await Promise.all([room.leave(), other.leave()]);
  });

  it("gives a reloaded page its seat back while the old socket still seems open", async () => {
    const [room, seat] = await create();
    const gone = left(room);
    const began = performance.now();
    const [returned, seatAgain] = await welcomed(await client.reconnect<TugState>(room.reconnectionToken));
    expect(seatAgain).toBe(seat);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await gone).toEqual({ code: CLOSE.takenOver.code, reason: CLOSE.takenOver.reason });
    returned.sendBytes(TO_SERVER.command, encodeCommand(0, pull(3)));
    await vi.waitFor(() => expect(returned.state.rope).toBe(3));
    await returned.leave();
  });

  it("a fault in a step closes its room with a code of its own, and no other", async () => {
    const [[room], [sound]] = [await create(), await create()];
    const gone = left(room);
    room.sendBytes(TO_SERVER.command, encodeCommand(0, BLOW_UP));
    expect(await gone).toEqual({ code: CLOSE.roomFault.code, reason: CLOSE.roomFault.reason });
    const cause = new Error("blown up");
    expect(reports).toEqual([new Error("a room of tug failed and was closed", { cause })]);
    const { tick } = sound.state;
    await vi.waitFor(() => expect(sound.state.tick).toBeGreaterThan(tick + 10));
    await sound.leave();
  });

  it("tells its clients to come back when the server stops", async () => {
    const [room] = await create();
    room.reconnection.enabled = false;
    const gone = left(room);
    await stop();
    expect(await gone).toEqual({ code: CLOSE.restarting.code, reason: CLOSE.restarting.reason });
  });
});
