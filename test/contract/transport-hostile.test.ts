import { matchMaker } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { transportMetrics } from "../../server/ops/catalog.ts";
import { Registry } from "../../server/ops/metrics.ts";
import type { BunTransport } from "../../server/transport/transport.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { TRANSPORT_LIMITS } from "../../shared/wire/limits.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";
import { next, quietSdk, type Running, roomOf, runBun, sdk } from "./server.ts";

const JOIN = 10;
const DATA = 13;
const PING = 18;
const REQUEST = 21;

let nowMs = 0;
let registry = new Registry();
let server: Running<BunTransport>;
/** Someone else in the same room, who must notice nothing. */
let bystander: Room;
const reports: unknown[] = [];

beforeAll(async () => {
  quietSdk();
  registry = new Registry();
  server = await runBun({
    metrics: transportMetrics(registry),
    now: () => nowMs,
    report: (error) => reports.push(error),
  });
  bystander = await sdk(server).joinOrCreate("contract");
  bystander.onMessage("hello", () => {});
});
afterAll(() => server.stop());
beforeEach(() => {
  reports.length = 0;
});

function metric(line: string): number {
  const found = registry
    .text()
    .split("\n")
    .find((text) => text.startsWith(`${line} `));
  return Number(found?.split(" ").at(-1) ?? Number.NaN);
}

async function seatPath(options: object = {}): Promise<string> {
  const seat = await matchMaker.joinOrCreate("contract", options);
  return `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
}

/** In its room, with one frame of its burst spent. */
async function joined(): Promise<RawSocket> {
  const socket = await RawSocket.open(server.port, await seatPath());
  await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0));
  socket.sendBytes(JOIN);
  return socket;
}

async function expectBystanderUnharmed(): Promise<void> {
  const echo = next(bystander, "echo");
  bystander.send("echo", "still here");
  expect(await echo).toBe("still here");
}

const { frameBytes, frameBurst, inboundBurstBytes } = TRANSPORT_LIMITS;

describe("D7: a frame that clients do not send ends its socket, with the reason, and nobody else notices", () => {
  test.each<[string, (socket: RawSocket) => void, keyof typeof CLOSE]>([
    [
      "a ROOM_INPUT_UNRELIABLE|TIMED frame that claims 50,000,000 inputs",
      (socket) => socket.sendBytes(0x80 | 20, 0xfc, 0x80, 0xf0, 0xfa, 0x02, 0, 0, 0, 0),
      "badFrame",
    ],
    ["a ROOM_INPUT_RELIABLE frame", (socket) => socket.sendBytes(19, 0), "badFrame"],
    ["a modifier bit on an allowed code", (socket) => socket.sendBytes(0x80 | DATA, 0xa1, 0x61), "badFrame"],
    ["a code that only servers send", (socket) => socket.sendBytes(14, 0), "badFrame"],
    ["an unknown code", (socket) => socket.sendBytes(31), "badFrame"],
    ["an empty frame", (socket) => socket.sendBytes(), "badFrame"],
    ["a message named like a byte handler", (socket) => socket.send(OPCODE.binary, message("_$bbytes")), "badFrame"],
    [
      "the same in an overlong encoding",
      (socket) => socket.sendBytes(DATA, 0xa9, 0xc1, 0x9f, ...Buffer.from("$bbytes"), 0xc0),
      "badFrame",
    ],
    [
      "a request named like a byte handler",
      (socket) => socket.sendBytes(REQUEST, 1, ...message("_$bbytes").subarray(1)),
      "badFrame",
    ],
    [
      "a message named like a property of every object",
      (socket) => socket.send(OPCODE.binary, message("__proto__")),
      "badFrame",
    ],
    ["a text frame", (socket) => socket.send(OPCODE.text, "hello"), "textFrame"],
    ["a frame one byte too large", (socket) => socket.send(OPCODE.binary, large(frameBytes + 1)), "frameTooLarge"],
    ["more frames than the burst", (socket) => times(frameBurst, () => socket.sendBytes(PING)), "frameFlood"],
    ["more pings than the burst", (socket) => times(frameBurst, () => socket.send(OPCODE.ping, "")), "frameFlood"],
    ["more pongs than the burst", (socket) => times(frameBurst, () => socket.send(OPCODE.pong, "")), "frameFlood"],
    [
      "more bytes than the burst",
      (socket) => times(inboundBurstBytes / frameBytes, () => socket.send(OPCODE.binary, large(frameBytes))),
      "frameFlood",
    ],
  ])("%s", async (_case, attack, reason) => {
    const counter = `orrery_frames_refused_total{reason="${reason}"}`;
    const before = metric(counter);
    const socket = await joined();
    attack(socket);
    expect(await socket.closed).toEqual(CLOSE[reason]);
    expect(metric(counter)).toBe(before + 1);
    expect(reports).toEqual([]);
    await expectBystanderUnharmed();
  });

  test("a frame beyond what is read at all ends with 1009 and is counted", async () => {
    const before = metric('orrery_frames_refused_total{reason="frameTooLarge"}');
    const socket = await joined();
    socket.send(OPCODE.binary, large(frameBytes * 5));
    expect((await socket.closed).code).toBe(1009);
    await vi.waitFor(() => expect(metric('orrery_frames_refused_total{reason="frameTooLarge"}')).toBe(before + 1));
    await expectBystanderUnharmed();
  });

  test("a message whose handler throws ends its own socket only, and is reported", async () => {
    const socket = await joined();
    socket.send(OPCODE.binary, message("throw"));
    expect((await socket.closed).code).toBe(4002);
    expect(reports).toHaveLength(1);
    expect(metric("orrery_handler_failures_total")).toBe(1);
    await expectBystanderUnharmed();
  });
});

describe("D7: a room takes the frames that its class declares, and no others", () => {
  /** Join, leave, bytes and ping. */
  const PLAIN = [10, 12, 17, 18];

  async function plain(): Promise<RawSocket> {
    const seat = await matchMaker.joinOrCreate("plain", {});
    const socket = await RawSocket.open(server.port, `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`);
    await vi.waitFor(() => expect(socket.frames.length).toBeGreaterThan(0));
    socket.sendBytes(JOIN);
    return socket;
  }

  test("of all first bytes, a room that declares nothing takes four", async () => {
    const sockets: RawSocket[] = [];
    for (let code = 0; code < 256; code++) sockets.push(await plain());
    const endings = await Promise.all(
      sockets.map(async (socket, code) => {
        socket.sendBytes(code, 0xa1, 0x78, 0xc0);
        socket.send(OPCODE.ping, "after");
        let ending: number | null = null;
        void socket.closed.then(({ code }) => {
          ending = code;
        });
        const isAnswered = () => ending !== null || socket.frames.some(({ opcode }) => opcode === OPCODE.pong);
        await vi.waitFor(() => expect(isAnswered(), `byte ${code}`).toBe(true), 20_000);
        socket.destroy();
        return [code, ending] as const;
      }),
    );
    const refused = endings.filter(([, ending]) => ending === CLOSE.badFrame.code).map(([code]) => code);
    expect(refused).toEqual(endings.map(([code]) => code).filter((code) => !PLAIN.includes(code)));
    await expectBystanderUnharmed();
  });

  test.each<[string, readonly number[]]>([
    ["a regular expression", [0xc7, 0, 0x78, 0x92, 0xa1, 0x61, 0xa0]],
    ["a record whose keys are no texts", [0xd4, 0x72, 0x40, 0x91, 0x91, 0, 0]],
    ["a list that claims four billion items", [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ["lists within lists", new Array<number>(100).fill(0x91).concat(0)],
    ["something after its end", [0xc0, 0xc0]],
    ["no end", [0xda, 0x10]],
  ])("where messages are declared, a body with %s is refused before it is decoded", async (_case, body) => {
    for (const head of [
      [DATA, 0xa4, ...Buffer.from("echo")],
      [REQUEST, 1, 0xa4, ...Buffer.from("echo")],
    ]) {
      const socket = await joined();
      socket.sendBytes(...head, ...body);
      expect(await socket.closed).toEqual(CLOSE.badFrame);
    }
    expect(reports).toEqual([]);
    await expectBystanderUnharmed();
  });
});

describe("D7: whatever bytes a socket sends", () => {
  // Core prints what it cannot decode.
  beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
  afterAll(() => void vi.mocked(console.error).mockRestore());

  test.each([1, 2, 3])("nobody else notices (seed %i)", async (seed) => {
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 60; round++) {
      const socket = await joined();
      const first = random(4) === 0 ? random(256) : [JOIN, DATA, 17, PING, REQUEST][random(5)]!;
      socket.sendBytes(first, ...Array.from({ length: random(40) }, () => random(256)));
      socket.send(OPCODE.ping, "after");
      const answered = vi.waitFor(() => expect(socket.frames.some((frame) => frame.opcode === OPCODE.pong)).toBe(true));
      await Promise.race([answered.catch(() => {}), socket.closed]);
      socket.destroy();
    }
    await expectBystanderUnharmed();
  });
});

describe("D8: rates have a burst and a sustained part", () => {
  test("a socket that used its burst may go on at the sustained rate", async () => {
    const socket = await joined();
    const burst = frameBurst - 1;
    times(burst, () => socket.sendBytes(PING));
    await pongs(socket, burst);
    nowMs += 1_000;
    times(TRANSPORT_LIMITS.framesPerSecond, () => socket.sendBytes(PING));
    await pongs(socket, burst + TRANSPORT_LIMITS.framesPerSecond);
    socket.sendBytes(PING);
    expect(await socket.closed).toEqual(CLOSE.frameFlood);
  });
});

describe("D8: frames before the room listens are kept, up to a limit", () => {
  test("early frames reach the room, in order", async () => {
    const socket = await RawSocket.open(server.port, await seatPath({ wait: true }));
    const room = roomOf(bystander.roomId);
    const early = Array.from({ length: TRANSPORT_LIMITS.earlyFrames }, (_, at) => 100 + at);
    for (const value of early) socket.send(OPCODE.binary, message("number", value));
    // A ping is answered by Bun in order: once its pong is here, so are the frames before it.
    socket.send(OPCODE.ping, "mark");
    await vi.waitFor(() => expect(socket.frames.map((frame) => frame.opcode)).toContain(OPCODE.pong));
    expect(room.numbers).toEqual([]);
    room.admit();
    await vi.waitFor(() => expect(room.numbers).toEqual(early));
    socket.destroy();
  });

  test("one more ends the socket", async () => {
    const socket = await RawSocket.open(server.port, await seatPath({ wait: true }));
    times(TRANSPORT_LIMITS.earlyFrames + 1, () => socket.sendBytes(PING));
    expect(await socket.closed).toEqual(CLOSE.frameFlood);
    roomOf(bystander.roomId).admit();
    await expectBystanderUnharmed();
  });
});

/** A message frame: a type, and one byte of MessagePack. */
function message(type: string, value?: number): Buffer {
  return Buffer.from([DATA, 0xa0 | type.length, ...Buffer.from(type), ...(value === undefined ? [] : [value])]);
}

function large(length: number): Buffer {
  // The first byte is an allowed code, so that only the size is wrong.
  return Buffer.alloc(length, PING);
}

function times(count: number, act: () => void): void {
  for (let at = 0; at < count; at++) act();
}

function pongs(socket: RawSocket, count: number): Promise<void> {
  return vi.waitFor(() => {
    const seen = socket.frames.filter((frame) => frame.opcode === OPCODE.binary && frame.payload[0] === PING).length;
    expect(seen).toBe(count);
  });
}
