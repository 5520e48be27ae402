import type { ServerWebSocket } from "bun";
import { beforeEach, describe, expect, it } from "vitest";
import { BunClient } from "../../../server/transport/bun-client.ts";
import { CpuMeter } from "../../../server/transport/cpu-meter.ts";
import { DelayLine } from "../../../server/transport/delay-line.ts";
import { NO_METRICS } from "../../../server/transport/metrics.ts";
import { SendBatch } from "../../../server/transport/send-batch.ts";
import type { SocketData, SocketOptions } from "../../../server/transport/socket-data.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { TRANSPORT_LIMITS } from "../../../shared/wire/limits.ts";
import { senderAt, testBudgets } from "../../harness/senders.ts";

/** As Bun's, with a system behind it that takes what it is told to. */
class Socket {
  readonly readyState: number = WebSocket.OPEN;
  unsent = 0;
  asked = 0;
  takes = true;
  closed = 0;
  #corked = false;

  send(bytes: Uint8Array): number {
    if (!this.takes) this.unsent += bytes.length;
    return this.takes || this.#corked ? bytes.length : -1;
  }

  cork(send: () => void): void {
    this.#corked = true;
    send();
    this.#corked = false;
  }

  close(code: number): void {
    this.closed = code;
  }

  getBufferedAmount(): number {
    this.asked++;
    return this.unsent;
  }
}

const FRAME = new Uint8Array(100);

let socket: Socket;
let batch: SendBatch;
let client: BunClient;
let wallMs = 0;
let cpuMs = 0;

beforeEach(() => {
  socket = new Socket();
  batch = new SendBatch();
  const host: SocketOptions = {
    limits: TRANSPORT_LIMITS,
    metrics: NO_METRICS,
    budgets: testBudgets(),
    now: () => 0,
    cpu: new CpuMeter({ now: () => wallMs, usedMs: () => cpuMs }),
    delayLine: new DelayLine(
      () => 0,
      () => {},
    ),
    batch,
    report: () => {},
  };
  client = new BunClient("s", socket as unknown as ServerWebSocket<SocketData>, host, senderAt("a"));
});

function send(frames: number): void {
  for (let i = 0; i < frames; i++) client.raw(FRAME);
  batch.flush();
}

describe("unsent bytes", () => {
  it("are none, without a system call, while the system takes each frame", () => {
    send(1);
    expect([client.bufferedBytes, socket.asked]).toEqual([0, 0]);
  });

  it("are as the system reports from the first frame it did not take until none are left", () => {
    socket.takes = false;
    send(1);
    expect(client.bufferedBytes).toBe(100);
    socket.takes = true;
    send(1);
    expect(client.bufferedBytes).toBe(100);
    socket.unsent = 0;
    expect(client.bufferedBytes).toBe(0);
    const { asked } = socket;
    expect([client.bufferedBytes, socket.asked]).toEqual([0, asked]);
  });

  it("of batched frames are seen, although sending did not report them", () => {
    socket.takes = false;
    send(2);
    expect(client.bufferedBytes).toBe(200);
  });
});

describe("a received frame", () => {
  const heard: Buffer[] = [];
  beforeEach(() => {
    heard.length = 0;
    client.ref.on("message", (frame: Buffer) => heard.push(frame));
    client.joined();
  });

  it("goes to core unless its room takes it first", () => {
    const asked: number[] = [];
    client.onFrame = (frame) => asked.push(frame[1]) > 0 && frame[1] === 1;
    for (const type of [1, 2]) client.receive(Buffer.of(17, type));
    expect(asked).toEqual([1, 2]);
    expect(heard).toEqual([Buffer.of(17, 2)]);
  });

  it("D7: is judged before its room sees it", async () => {
    const asked: Uint8Array[] = [];
    client.onFrame = (frame) => asked.push(frame) > 0;
    client.receive(Buffer.of(14, 1));
    client.receive(Buffer.of(17, 1));
    expect(asked).toEqual([]);
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    expect(socket.closed).toBe(CLOSE.badFrame.code);
  });

  const passes = async (changes: { readonly wallMs: number; readonly cpuMs: number }) => {
    client.onFrame = () => {
      wallMs += changes.wallMs;
      cpuMs += changes.cpuMs;
      return true;
    };
    client.receive(Buffer.of(17, 1));
    await Promise.resolve();
    return socket.closed;
  };

  it("D8: is charged to its sender by the CPU time that it takes", async () => {
    expect(await passes({ wallMs: 450, cpuMs: 450 })).toBe(0);
    expect(await passes({ wallMs: 100, cpuMs: 100 })).toBe(CLOSE.frameCost.code);
  });

  it("costs nothing while other programs have the processor", async () => {
    for (let i = 0; i < 10; i++) expect(await passes({ wallMs: 400, cpuMs: 1 })).toBe(0);
  });
});
