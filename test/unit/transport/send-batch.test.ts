import { describe, expect, it } from "vitest";
import { BATCH, type FrameTarget, SendBatch } from "../../../server/transport/send-batch.ts";

/** Writes down what is written, and what of it together. */
class Socket implements FrameTarget {
  readonly written: number[][] = [];
  readonly runs: number[] = [];
  open = true;
  #log: string[];

  constructor(
    readonly name: string,
    log: string[] = [],
  ) {
    this.#log = log;
  }

  write(bytes: Uint8Array): void {
    this.written.push([...bytes]);
    this.#log.push(this.name);
  }

  cork(send: () => void): void {
    if (!this.open) return;
    const before = this.written.length;
    send();
    this.runs.push(this.written.length - before);
  }
}

const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));

describe("frames sent in one turn", () => {
  it("are sent in order before anything after the turn, with the bytes that they had", async () => {
    const log: string[] = [];
    const [a, b] = [new Socket("a", log), new Socket("b", log)];
    const batch = new SendBatch();
    const frame = Uint8Array.of(1, 2);
    batch.put(a, frame);
    frame.fill(9);
    batch.put(b, frame);
    batch.put(a, Uint8Array.of(3));
    expect(log).toEqual([]);
    queueMicrotask(() => log.push("close"));
    await turn();
    expect(log).toEqual(["a", "b", "a", "close"]);
    expect(a.written).toEqual([[1, 2], [3]]);
    expect(b.written).toEqual([[9, 9]]);
    expect([a.runs, b.runs]).toEqual([[], []]);
    batch.put(b, Uint8Array.of(4));
    await turn();
    expect(b.written).toEqual([[9, 9], [4]]);
  });

  it("are sent together if they follow each other to the same socket", async () => {
    const [a, b] = [new Socket("a"), new Socket("b")];
    const batch = new SendBatch();
    for (const socket of [a, b, b, b, a, a]) batch.put(socket, Uint8Array.of(1));
    await turn();
    expect([a.runs, b.runs]).toEqual([[2], [3]]);
    expect([a.written.length, b.written.length]).toEqual([3, 3]);
  });

  it("of a closed socket do not affect others", async () => {
    const [gone, other] = [new Socket("gone"), new Socket("other")];
    gone.open = false;
    const batch = new SendBatch();
    for (const socket of [gone, gone, other]) batch.put(socket, Uint8Array.of(1));
    await turn();
    expect(gone.written).toEqual([]);
    expect(other.written).toEqual([[1]]);
  });
});

describe("D8: the batch is bounded", () => {
  it("by frames", () => {
    const socket = new Socket("a");
    const batch = new SendBatch();
    for (let i = 0; i < BATCH.frames; i++) batch.put(socket, Uint8Array.of(i));
    expect(socket.written).toEqual([]);
    batch.put(socket, Uint8Array.of(0));
    expect(socket.written).toHaveLength(BATCH.frames);
  });

  it("by bytes; a larger frame is sent at once, after earlier ones", () => {
    const socket = new Socket("a");
    const batch = new SendBatch();
    const half = new Uint8Array(BATCH.bytes / 2);
    batch.put(socket, half);
    batch.put(socket, half);
    expect(socket.written).toEqual([]);
    batch.put(socket, Uint8Array.of(1));
    expect(socket.written).toHaveLength(2);
    batch.put(socket, new Uint8Array(BATCH.bytes + 1));
    expect(socket.written.map(({ length }) => length)).toEqual([half.length, half.length, 1, BATCH.bytes + 1]);
  });
});
