import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CLOSE } from "../../shared/wire/codes.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeEvents, decodePong, decodeStateCheck, decodeWelcome } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../harness/rooms.ts";
import { pull, type TugCommand, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let bench: RoomBench;
let room: BenchRoom;
/** Per tick, what the recorder was given. */
let recorded: Map<number, TugCommand[]>;

beforeEach(async () => {
  bench = new RoomBench();
  recorded = new Map();
  bench.recorder = { append: (tick, commands) => void recorded.set(tick, commands as TugCommand[]) };
  room = await bench.open(tugRoom("tug", 8));
});

const tickSeen = (client: FakeClient) => (client.seen as TugState).tick;
const ropeSeen = (client: FakeClient) => (client.seen as TugState).rope;
const pullsOf = (tick: number) => (recorded.get(tick) ?? []).filter(({ type }) => type === "pull");

/** Joins, and lets the room reach a patch boundary after it. */
async function joined(options: object = {}): Promise<FakeClient> {
  const client = await room.join({ team: "red", ...options });
  bench.ticks(3 - (decodeWelcome(client.last("welcome")).tick % 3));
  return client;
}

describe("a tick of a clockwork room", () => {
  it("sends a patch on every third tick and on no other", async () => {
    const client = await joined();
    const ticks: number[] = [];
    client.heard = ({ kind }) => kind === "patch" && ticks.push(tickSeen(client));
    const start = tickSeen(client);
    bench.ticks(12);
    expect(ticks).toEqual([start + 3, start + 6, start + 9, start + 12]);
  });

  it("D4: is looked at on patch boundaries, once what is seen is kept", async () => {
    const seen: unknown[] = [];
    const kept: (() => void)[] = [];
    bench.recorder = {
      commit: () => {
        const commit = Promise.withResolvers<void>();
        kept.push(commit.resolve);
        return commit.promise;
      },
    };
    const watched = await bench.open({ ...tugRoom("tug", 8), observe: (id, { tick }) => seen.push([id, tick]) });
    await watched.join({ team: "red" });
    bench.ticks(3);
    expect([kept.length, seen]).toEqual([1, []]);
    kept[0]();
    await Promise.resolve();
    await Promise.resolve();
    expect(seen).toEqual([[watched.room.roomId, 3]]);
  });

  it("sends the state once, then the welcome, to whoever joins", async () => {
    const client = await room.join({ team: "blue" });
    expect(client.frames.map(({ kind }) => kind)).toEqual(["state", "welcome"]);
    expect(decodeWelcome(client.last("welcome"))).toEqual({
      machine: "tug",
      version: 1,
      seat: 0,
      tick: 0,
      tickHz: 60,
      patchEveryTicks: 3,
      config: tug.codecs.config.encode({ seats: 8 }),
    });
  });

  it("D4: hands a tick's commands to the recorder before anyone sees what they do", async () => {
    const client = await joined();
    const next = tickSeen(client) + 1;
    const order: string[] = [];
    bench.recorder = { append: (tick) => void order.push(`record ${tick}`) };
    client.heard = ({ kind }) => order.push(`${kind} ${tickSeen(client)}`);
    client.command(next, pull(5, true));
    bench.ticks(3);
    expect(order).toEqual([
      `record ${next}`,
      `record ${next + 1}`,
      `record ${next + 2}`,
      `patch ${next + 2}`,
      `events ${next + 2}`,
    ]);
    expect(ropeSeen(client)).toBe(5);
  });

  it("D4: a recorder that fails ends the room before its tick is visible", async () => {
    const client = await joined();
    const patches = client.take("patch").length;
    bench.recorder = {
      append() {
        throw new Error("disk full");
      },
    };
    client.command(tickSeen(client) + 1, pull(5));
    bench.ticks(6);
    expect(client.take("patch").length).toBe(patches);
    expect((await client.gone).code).toBe(CLOSE.roomFault.code);
  });

  it("sends every event once, in order, with the tick it happened in", async () => {
    const first = await joined();
    const second = await joined();
    const next = tickSeen(first) + 1;
    for (let i = 0; i < 7; i++) {
      first.command(next + i, pull(1, true));
      second.command(next + i, pull(1, true));
    }
    bench.ticks(9);
    const heard = (client: FakeClient) =>
      client
        .take("events")
        .flatMap((bytes) =>
          decodeEvents(bytes).map(({ tick, bytes: event }) => [tick, tug.codecs.event.decode(event).seat]),
        );
    const expected = [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [
      [next + i, 0],
      [next + i, 1],
    ]);
    expect(heard(first)).toEqual(expected);
    expect(heard(second)).toEqual(expected);
  });

  it("sends those who verify a digest equal to their decoder's once a second, after the patch of its tick", async () => {
    const plain = await joined();
    const verifying = await joined({ verify: true });
    const checks: number[] = [];
    verifying.heard = ({ kind, bytes }) => {
      if (kind !== "check") return;
      const check = decodeStateCheck(bytes);
      checks.push(check.tick);
      expect(check.tick).toBe(tickSeen(verifying));
      expect(check.digest).toBe(digestState(verifying.seen));
    };
    for (let i = 0; i < 180; i++) {
      plain.command(tickSeen(plain) + 1, pull(i % 7));
      bench.ticks(1);
    }
    expect(checks.length).toBe(3);
    expect(checks.every((tick) => tick % 60 === 0)).toBe(true);
    expect(plain.take("check")).toEqual([]);
    (verifying.seen as TugState).rope++;
    expect(decodeStateCheck(verifying.last("check")).digest).not.toBe(digestState(verifying.seen));
  });

  it("does not begin before somebody comes: no tick, and nothing made to be told", async () => {
    const definition = tugRoom("tug", 8);
    let projected = 0;
    room = await bench.open({
      ...definition,
      project(world, names) {
        projected++;
        return definition.project(world, names);
      },
    });
    bench.ticks(30);
    expect([bench.metrics.ticked, projected]).toEqual([0, 0]);
    expect(bench.clock.timers).toBe(0);
    const client = await joined();
    expect(tickSeen(client)).toBe(3);
    expect(projected).toBe(1);
  });

  it.each([1, 2])("D4: whoever comes first, %i ticks after a patch, sees that one's tick", async (after) => {
    const definition = tugRoom("tug", 8);
    room = await bench.open({
      ...definition,
      machine: { ...tug, nextWake: ({ tick }: { readonly tick: number }) => tick + 1 },
    });
    while (recorded.size === 0) bench.clock.advance(1);
    bench.clock.advance(after * TICK_MS);
    expect(tickSeen(await room.join({ team: "red" }))).toBe(3);
  });

  it("sleeps without people, on no timer, and goes on where it was", async () => {
    room.room.autoDispose = false;
    const client = await joined();
    const before = tickSeen(client);
    client.consentedLeave();
    bench.ticks(60);
    expect(bench.clock.timers).toBe(0);
    bench.ticks(600);
    const returned = await room.join({ team: "red" });
    const { tick } = decodeWelcome(returned.last("welcome"));
    expect(tick - before).toBeLessThan(6);
    bench.ticks(3);
    expect(tickSeen(returned)).toBeGreaterThan(tick);
  });
});

describe("commands on the tick timeline", () => {
  it("an early command waits for its tick", async () => {
    const client = await joined();
    const target = tickSeen(client) + 10;
    client.command(target, pull(3));
    bench.ticks(12);
    expect([...recorded].filter(([, commands]) => commands.some((c) => c.type === "pull"))).toEqual([
      [target, [{ type: "pull", seat: 0, strength: 3, shout: false }]],
    ]);
  });

  it("D3: a command is in time for each tick of a patch until the last of them is due", async () => {
    const client = await joined();
    const next = tickSeen(client) + 1;
    bench.ticks(2);
    expect(recorded.has(next)).toBe(false);
    for (const strength of [3, 4, 5]) client.command(next + strength - 3, pull(strength));
    client.ping(1);
    bench.ticks(1);
    const taken = [next, next + 1, next + 2].flatMap((tick) => pullsOf(tick));
    expect(taken.map((command) => command.type === "pull" && command.strength)).toEqual([3, 4, 5]);
    expect(decodePong(client.last("pong"))).toMatchObject({ marginTicks: 0, late: 0, merged: 0 });
  });

  it("a late command is taken by the next tick", async () => {
    const client = await joined();
    const now = tickSeen(client);
    client.command(0, pull(3));
    bench.ticks(3);
    expect(pullsOf(now + 1)).toHaveLength(1);
  });

  it("D8: a command meant for later than the greatest lead is taken then", async () => {
    const client = await joined();
    const now = tickSeen(client);
    client.command(Number.MAX_SAFE_INTEGER, pull(3));
    bench.ticks(ROOM_LIMITS.leadTicks + 3);
    expect(pullsOf(now + 1 + ROOM_LIMITS.leadTicks)).toHaveLength(1);
  });

  it("two commands of one seat for one tick become one that keeps the press", async () => {
    const client = await joined();
    const target = tickSeen(client) + 2;
    client.command(target, pull(3, true));
    client.command(target, pull(4, false));
    bench.ticks(3);
    expect(pullsOf(target)).toEqual([{ type: "pull", seat: 0, strength: 4, shout: true }]);
  });

  it("a flood gains nothing: however many come, a tick takes one", async () => {
    const [honest, flooding] = [await joined(), await joined()];
    const first = tickSeen(flooding) + 1;
    for (let next = first; next < first + 60; next++) {
      honest.command(next, pull(1));
      for (let k = 0; k < 9; k++) flooding.command(next + (k % 3), pull(1));
      bench.ticks(1);
    }
    bench.ticks(6);
    const pulls = (seat: number) => (honest.seen as TugState).seats.get(`${seat}`)?.pulls;
    expect(pulls(0)).toBe(60);
    expect(pulls(1)).toBeLessThanOrEqual(62);
    for (const tick of recorded.keys()) expect(pullsOf(tick).length).toBeLessThanOrEqual(2);
  });

  it("a stall leaves no queue: what comes after it in one burst is one command", async () => {
    const client = await joined();
    const start = tickSeen(client) + 1;
    bench.ticks(42);
    for (let i = 0; i < 42; i++) client.command(start + i, pull(2, i === 7));
    const next = start + 42;
    bench.ticks(3);
    expect(pullsOf(next)).toEqual([{ type: "pull", seat: 0, strength: 2, shout: true }]);
    client.command(next + 3, pull(9));
    bench.ticks(3);
    expect(pullsOf(next + 3)).toEqual([{ type: "pull", seat: 0, strength: 9, shout: false }]);
  });

  it("commands of one tick keep the order in which they arrived", async () => {
    const clients = [await joined(), await joined(), await joined()];
    const target = tickSeen(clients[0]) + 5;
    for (const seat of [2, 0, 1]) clients[seat].command(target, pull(1));
    clients[2].command(target, pull(8));
    bench.ticks(6);
    expect(pullsOf(target).map(({ seat }) => seat)).toEqual([2, 0, 1]);
  });

  it("a pong tells how the seat's commands arrived since the last", async () => {
    const client = await joined();
    const next = tickSeen(client) + 1;
    client.command(next + 4, pull(1));
    client.command(next + 2, pull(1));
    client.command(next + 2, pull(1));
    client.ping(77);
    bench.ticks(3);
    expect(decodePong(client.last("pong"))).toMatchObject({ nonce: 77, marginTicks: 2, late: 0, merged: 1 });
    client.command(next - 2, pull(1));
    client.ping(78);
    client.command(next - 3, pull(1));
    bench.ticks(3);
    expect(decodePong(client.last("pong"))).toMatchObject({ nonce: 78, marginTicks: -5, late: 1, merged: 0 });
    client.ping(79);
    bench.ticks(3);
    expect(decodePong(client.last("pong"))).toMatchObject({ nonce: 79, marginTicks: -6, late: 1, merged: 1 });
    client.ping(80);
    bench.ticks(3);
    expect(decodePong(client.last("pong"))).toMatchObject({ nonce: 80, marginTicks: null, late: 0, merged: 0 });
  });
});
