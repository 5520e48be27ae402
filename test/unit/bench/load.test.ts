import { describe, expect, it } from "vitest";
import { Sizes } from "../../bench/load/counts.ts";
import { clientFrame, FrameReader, OPCODE } from "../../bench/load/frames.ts";
import { Hands, HELD } from "../../bench/load/schedule.ts";
import { HELD as PEERS_HELD, World } from "../../bench/peers/world.ts";

const TIMER_MS = 8;
const MINUTE_MS = 60_000;

function play(seed: number): { changes: number; shots: number; trace: string } {
  const hands = new Hands(seed);
  let [changes, shots, trace] = [0, 0, ""];
  for (let ms = 0; ms < MINUTE_MS; ms += TIMER_MS) {
    const before = hands.held;
    if (!hands.update(ms)) continue;
    if ((before ^ hands.held) & HELD.fire) shots += hands.held & HELD.fire ? 1 : 0;
    else changes++;
    trace += hands.held;
  }
  return { changes, shots, trace };
}

describe("the controls of the benchmark's players", () => {
  it("steer twice a second and fire once a second", () => {
    const minutes = Array.from({ length: 50 }, (_, seed) => play(seed + 1));
    const mean = (of: (minute: ReturnType<typeof play>) => number) =>
      minutes.reduce((sum, minute) => sum + of(minute), 0) / minutes.length / 60;
    expect(mean((minute) => minute.changes)).toBeCloseTo(2, 1);
    expect(mean((minute) => minute.shots)).toBeCloseTo(1, 1);
  });

  it("are the same for the same seed, and differ for another", () => {
    expect(play(3).trace).toBe(play(3).trace);
    expect(play(3).trace).not.toBe(play(4).trace);
  });

  it("mean the same to peers", () => {
    expect(PEERS_HELD).toEqual(HELD);
  });
});

/** As servers write them: unmasked. */
function serverFrame(payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? [0x82, length] : length < 65_536 ? [0x82, 126, length >> 8, length & 255] : null;
  const long = Buffer.alloc(10);
  if (head === null) {
    long[0] = 0x82;
    long[1] = 127;
    long.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head === null ? long : Buffer.from(head), payload]);
}

describe("frames", () => {
  it.each([1, 7, 500, 100_000])("are parsed from a stream of %i bytes at a time", (step) => {
    const payloads = [0, 1, 125, 126, 300, 70_000].map((length) => new Uint8Array(length).fill(length & 255));
    const stream = Buffer.concat(payloads.map(serverFrame));
    const heard: { payload: Uint8Array; headerBytes: number }[] = [];
    const reader = new FrameReader((opcode, payload, headerBytes) => {
      expect(opcode).toBe(OPCODE.binary);
      heard.push({ payload: Uint8Array.from(payload), headerBytes });
    });
    for (let at = 0; at < stream.length; at += step) reader.push(stream.subarray(at, at + step));
    expect(heard.map(({ payload }) => payload)).toEqual(payloads);
    expect(heard.map(({ headerBytes }) => headerBytes)).toEqual([2, 2, 2, 4, 4, 10]);
  });

  it("of clients are masked, with the payload as it is", () => {
    const short = clientFrame(OPCODE.binary, Uint8Array.of(1, 2, 3));
    expect([...short]).toEqual([0x82, 0x83, 0, 0, 0, 0, 1, 2, 3]);
    const long = clientFrame(OPCODE.text, new Uint8Array(300).fill(9));
    expect([...long.subarray(0, 9)]).toEqual([0x81, 0xfe, 1, 44, 0, 0, 0, 0, 9]);
    expect(long).toHaveLength(308);
  });

  it("are counted by size until they are read", () => {
    const sizes = new Sizes();
    for (let bytes = 1; bytes <= 100; bytes++) sizes.add(bytes);
    expect(sizes.take()).toEqual({ p50: 50, p99: 99, most: 100 });
    sizes.add(7);
    expect(sizes.take()).toEqual({ p50: 7, p99: 7, most: 7 });
  });
});

describe("the peers' world", () => {
  it("finds the nearest ships, as looking at all of them does", () => {
    const world = new World(300, 4_000);
    world.held.fill(HELD.thrust);
    for (let i = 0; i < 90; i++) world.step();
    world.index();
    const out = new Int32Array(31);
    for (const i of [0, 17, 150, 299]) {
      const away = (j: number) => (world.x[j] - world.x[i]) ** 2 + (world.y[j] - world.y[i]) ** 2;
      const all = Array.from({ length: 300 }, (_, j) => j).sort((a, b) => away(a) - away(b));
      expect(world.nearest(i, out)).toBe(31);
      expect([...out].sort((a, b) => a - b)).toEqual(all.slice(0, 31).sort((a, b) => a - b));
    }
  });

  it("has each bolt fly once and end once", () => {
    const world = new World(2, 1_000);
    world.held[1] = HELD.fire;
    world.step();
    const [bolt] = world.takeBorn();
    expect(bolt?.owner).toBe(1);
    world.held[1] = 0;
    for (let i = 0; i < 60; i++) world.step();
    expect(world.takeGone()).toEqual([bolt]);
    expect(world.bolts).toEqual([]);
  });
});
