import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECOVERY_LIMITS } from "../../server/runtime/recovery.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { Playback, readCommands, readTimeline, verify } from "../../shared/journal/index.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { digestState } from "../../shared/wire/digest.ts";
import { decodeStateCheck, decodeWelcome } from "../../shared/wire/messages.ts";
import { FakeClient } from "../harness/fake-client.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { BLOW_UP, pull, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const definition = tugRoom("tug", 4);
const red = { team: "red" };
const tickSeen = (client: FakeClient) => (client.seen as TugState).tick;
const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;

let files: FileSystem;
let bench: RoomBench;
let room: BenchRoom;

function start(from: FileSystem): RoomBench {
  files = from;
  return new RoomBench(7, new FileJournalStore(files, DATA));
}

beforeEach(async () => {
  bench = start(memoryFileSystem());
  room = await bench.open(definition);
});

/** The process ends at once; another one has what it had written. Sockets are gone. */
async function kill(): Promise<void> {
  const left = filesAfterKill(files, [DATA]);
  await room.room.disconnect();
  bench = start(left);
}

/** Starts again and finds the room. */
async function recover(type = roomType(definition)): Promise<BenchRoom | null> {
  bench.define(definition);
  await bench.recover([type]);
  return bench.find(room.room.roomId);
}

async function killAndRecover(): Promise<BenchRoom> {
  await kill();
  const found = await recover();
  if (found === null) throw new Error(`not recovered: ${bench.logged.join("; ")} ${bench.reports.join("; ")}`);
  room = found;
  return found;
}

const timelineOf = async (id = room.room.roomId) => readTimeline(await new FileJournalStore(files, DATA).read(id));

/** Pulls by everyone now and then. */
function play(clients: readonly FakeClient[], ticks: number): void {
  for (let i = 0; i < ticks; i++) {
    const client = clients[i % clients.length];
    if (i % 5 < 3) client.command(0, pull(i % 9, i % 7 === 0));
    bench.ticks(1);
  }
}

describe("D4: the journal of a room", () => {
  it("has every tick before anyone sees its patch, a quiet one too", async () => {
    const client = await room.join(red);
    const seen: [patched: number, durable: number][] = [];
    const store = new FileJournalStore(files, DATA);
    const reads: Promise<void>[] = [];
    client.heard = ({ kind }) => {
      if (kind !== "patch") return;
      const tick = tickSeen(client);
      // The file adapter answers with what is written at the time of the call.
      reads.push(
        store.read(room.room.roomId).then((segments) => void seen.push([tick, readTimeline(segments).lastTick])),
      );
    };
    play([client], 20);
    bench.ticks(40);
    await Promise.all(reads);
    expect(seen.length).toBe(20);
    for (const [tick, durable] of seen) expect(durable).toBe(tick);
  });

  it("replays to the same world, with a hash for each second and snapshots on the way", async () => {
    const clients = [await room.join(red), await room.join(red)];
    play(clients, 700);
    const timeline = await timelineOf();
    const verdict = verify(tug, timeline);
    expect(verdict).toMatchObject({ ok: true, lastTick: 699 });
    expect(timeline.hashes.map(({ tick }) => tick)).toEqual([60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660]);
    expect(timeline.starts.map(({ tick }) => tick)).toEqual([0, 300, 600]);
  });

  it("holds no token", async () => {
    const client = await room.join(red);
    play([client], 10);
    const segments = await new FileJournalStore(files, DATA).read(room.room.roomId);
    const text = segments.map(({ bytes }) => Buffer.from(bytes).toString("latin1")).join();
    expect(text).toContain(client.sessionId);
    expect(text).not.toContain(client.reconnectionToken);
  });

  it("becomes a replay when the room is over", async () => {
    const client = await room.join(red);
    play([client], 100);
    client.consentedLeave();
    bench.ticks(3);
    await room.room.disconnect();
    const store = new FileJournalStore(files, DATA);
    expect(await store.rooms()).toEqual([]);
    expect(await store.replays()).toHaveLength(1);
  });
});

describe("a room whose process was killed", () => {
  it("goes on under its id, at the tick everyone saw, with the same world and seats", async () => {
    const clients = [await room.join(red), await room.join({ team: "blue" }), await room.join(red)];
    play(clients, 400);
    const seen = tickSeen(clients[0]);
    const before = (clients[0].seen as TugState).toJSON();
    const { roomId } = room.room;
    await killAndRecover();
    expect(room.room.roomId).toBe(roomId);
    const back = await Promise.all(clients.map((client) => room.reconnect(client)));
    for (const { seen: state } of back)
      expect((state as TugState).toJSON()).toEqual({ ...before, events: "", tick: seen });
    expect(back.map(seatOf)).toEqual(clients.map(seatOf));
    expect(back.map((client) => decodeWelcome(client.last("welcome")).tick)).toEqual([seen, seen, seen]);
    play(back, 60);
    expect(tickSeen(back[0])).toBeGreaterThan(seen);
    expect((back[1].seen as TugState).toJSON()).toEqual((back[0].seen as TugState).toJSON());
    expect(verify(tug, await timelineOf())).toMatchObject({ ok: true });
    expect(bench.metrics.roomRecovered).toBe(1);
    expect(bench.reports).toEqual([]);
  });

  it("goes on when nobody had touched a key", async () => {
    const client = await room.join(red);
    bench.ticks(500);
    const seen = tickSeen(client);
    await killAndRecover();
    const back = await room.reconnect(client);
    expect(decodeWelcome(back.last("welcome")).tick).toBeGreaterThanOrEqual(seen);
    bench.ticks(3);
    expect(tickSeen(back)).toBeGreaterThan(seen);
  });

  it("is recovered again and again, by the same tokens, decoded without a fault", async () => {
    let clients = [await room.join({ ...red, verify: true }), await room.join(red)];
    for (let life = 0; life < 6; life++) {
      const checks: string[] = [];
      clients[0].heard = ({ kind, bytes }) => {
        if (kind !== "check") return;
        expect(digestState(clients[0].seen)).toBe(decodeStateCheck(bytes).digest);
        checks.push(decodeStateCheck(bytes).digest);
      };
      play(clients, 61 + 17 * life);
      expect(checks.length).toBeGreaterThan(0);
      const seen = tickSeen(clients[1]);
      const tokens = clients.map(({ reconnectionToken }) => reconnectionToken);
      await killAndRecover();
      clients = await Promise.all(clients.map((client) => room.reconnect(client)));
      expect(clients.map(({ reconnectionToken }) => reconnectionToken)).toEqual(tokens);
      bench.ticks(3);
      expect(tickSeen(clients[1])).toBeGreaterThan(seen);
    }
    expect(verify(tug, await timelineOf())).toMatchObject({ ok: true });
  });

  it("gives a held seat to nobody else, and to nobody without its token", async () => {
    const clients = [await room.join(red), await room.join(red), await room.join(red), await room.join(red)];
    play(clients, 10);
    await killAndRecover();
    expect(room.room.locked).toBe(true);
    await expect(room.join(red)).rejects.toThrow("is already full");
    await expect(room.connect(new FakeClient(clients[0].sessionId))).rejects.toThrow("seat reservation expired");
    const back = await room.reconnect(clients[2]);
    expect(seatOf(back)).toBe(2);
    back.consentedLeave();
    await vi.waitFor(() => expect(room.room.locked).toBe(false));
    expect(seatOf(await room.join(red))).toBe(2);
  });

  it("lets the world know that sockets were lost, and that they are back", async () => {
    const clients = [await room.join(red), await room.join(red)];
    play(clients, 30);
    await killAndRecover();
    bench.ticks(3);
    await room.reconnect(clients[1]);
    bench.ticks(3);
    const timeline = await timelineOf();
    const { world } = new Playback(tug, timeline, timeline.lastTick);
    expect(world.seats).toEqual([2, 1, 0, 0]);
  });

  it("closes when nobody comes back, and becomes a replay", async () => {
    const short = tugRoom("tug", 4, 0.05);
    const client = await room.join(red);
    play([client], 30);
    await kill();
    bench.define(short);
    await bench.recover([roomType(short)]);
    await vi.waitFor(() => expect(bench.metrics.roomClosed).toBe(1), { timeout: 5_000 });
    const store = new FileJournalStore(files, DATA);
    await vi.waitFor(async () => expect(await store.replays()).toHaveLength(1));
    expect(await store.rooms()).toEqual([]);
    expect(bench.metrics.clientLeft).toBe(1);
  });
});

describe("a room that cannot be recovered is set aside, and stops nobody", () => {
  const newest = () => {
    const folder = `${DATA}/journal/${room.room.roomId}`;
    const segments = files.list(folder).filter(({ name }) => name.endsWith(".orj"));
    return `${folder}/${segments[segments.length - 1].name}`;
  };
  const later = { ...definition, machine: { ...tug, version: 2 } };
  const other = tugRoom("other", 4);
  const table: [what: string, harm: () => void, type: () => ReturnType<typeof roomType>, reason: RegExp][] = [
    [
      "its machine is of another version",
      () => {},
      () => roomType(later),
      /tug version 1 cannot be played by tug version 2/,
    ],
    ["the server has no such room", () => {}, () => roomType(other), /no room type called tug/],
    [
      "a bit in the middle is flipped",
      () => {
        const bytes = files.read(newest()).slice();
        bytes[bytes.length >> 1] ^= 4;
        files.replace(newest(), bytes);
      },
      () => roomType(definition),
      /damaged/,
    ],
    [
      "its tries came to no end",
      () =>
        files.replace(
          `${DATA}/journal/${room.room.roomId}/attempts`,
          new TextEncoder().encode(`${RECOVERY_LIMITS.attempts}`),
        ),
      () => roomType(definition),
      /gave up after 3 attempts/,
    ],
    [
      "it replays to another world",
      () => {},
      () => roomType({ ...definition, machine: { ...tug, hash: () => "0000000000000000" } }),
      /the replayed world differs at tick/,
    ],
    [
      "its step throws",
      () => {},
      () =>
        roomType({
          ...definition,
          machine: {
            ...tug,
            step() {
              throw new Error("a new bug");
            },
          },
        }),
      /threw Error: a new bug/,
    ],
  ];
  it.each(table)("%s", async (_what, harm, type, reason) => {
    const sound = await bench.open(definition);
    const [client, elsewhere] = [await room.join(red), await sound.join(red)];
    play([client, elsewhere], 130);
    const soundId = sound.room.roomId;
    await kill();
    await sound.room.disconnect();
    harm();
    expect(await recover(type())).toBeNull();
    const asides = files.list(`${DATA}/aside`).map(({ name }) => name);
    expect(asides).toContain(`${room.room.roomId}-1`);
    const text = new TextDecoder().decode(files.read(`${DATA}/aside/${room.room.roomId}-1/reason.txt`));
    expect(text).toMatch(reason);
    expect(bench.logged.join("\n")).toMatch(reason);
    expect(bench.metrics.roomQuarantined).toBe(asides.length);
    expect(bench.reports).toEqual([]);
    // What ails one room alone leaves the other alone.
    if (asides.length === 1) expect(bench.find(soundId)).not.toBeNull();
  });

  it("counts each try on disk before it is made, and gives a try up that takes too long", async () => {
    play([await room.join(red)], 100);
    await kill();
    const slow = { ...definition, machine: { ...tug, step: slowStep } };
    function slowStep(...args: Parameters<typeof tug.step>): void {
      bench.clock.stall(RECOVERY_LIMITS.replayMs / 10);
      tug.step(...args);
    }
    const counted = () => new TextDecoder().decode(files.read(`${DATA}/journal/${room.room.roomId}/attempts`));
    for (let attempt = 1; attempt <= RECOVERY_LIMITS.attempts; attempt++) {
      expect(await recover(roomType(slow))).toBeNull();
      expect(counted()).toBe(`${attempt}`);
      expect(String(bench.reports.at(-1))).toMatch(/RecoveryTimeout: room .* is only at tick/);
    }
    expect(await recover(roomType(slow))).toBeNull();
    expect(bench.metrics.roomQuarantined).toBe(1);
  });

  it("a room that lives again starts to count anew", async () => {
    const client = await room.join(red);
    play([client], 20);
    for (let life = 0; life < RECOVERY_LIMITS.attempts + 2; life++) {
      await killAndRecover();
      bench.ticks(3);
    }
    expect(bench.metrics.roomRecovered).toBe(1);
  });
});

describe("a fault in a step", () => {
  it("sets the room aside with a journal that throws the same at the same tick; others miss no tick", async () => {
    const sound = await bench.open(definition);
    const [client, elsewhere] = [await room.join(red), await sound.join(red)];
    play([client], 51);
    client.command(0, BLOW_UP);
    bench.ticks(9);
    expect(await client.gone).toEqual(CLOSE.roomFault);
    expect(tickSeen(elsewhere)).toBe(60);
    const folder = `${DATA}/aside/${room.room.roomId}-1`;
    await vi.waitFor(() => expect(files.list(folder).map(({ name }) => name)).toContain("reason.txt"));
    expect(new TextDecoder().decode(files.read(`${folder}/reason.txt`))).toMatch(/^Error: blown up/);
    const segments = files.list(folder).filter(({ name }) => name.endsWith(".orj"));
    const timeline = readTimeline(segments.map(({ name }) => ({ name, bytes: files.read(`${folder}/${name}`) })));
    expect(verify(tug, timeline)).toMatchObject({
      ok: true,
      lastTick: 52,
      fault: { tick: 52, recorded: "Error: blown up", found: "Error: blown up" },
    });
    expect(bench.metrics).toMatchObject({ roomFailed: 1, roomQuarantined: 1 });
  });

  it("a room that ended by a fault is not recovered, should the process end before it is set aside", async () => {
    const client = await room.join(red);
    play([client], 21);
    client.command(0, BLOW_UP);
    bench.ticks(3);
    // The fault is written in the same turn; the move comes later.
    const left = filesAfterKill(files, [DATA]);
    await client.gone;
    await vi.waitFor(() => expect(bench.metrics.roomClosed).toBe(1));
    bench = start(left);
    expect(await recover()).toBeNull();
    expect(bench.logged.join()).toMatch(/the step to tick 22 threw Error: blown up/);
  });
});

describe("a server that is asked to end", () => {
  it("leaves its rooms to the next one, those who came in the last moment included", async () => {
    const first = await room.join(red);
    play([first], 100);
    const late = await room.join(red);
    room.room.onBeforeShutdown();
    await vi.waitFor(() => expect(bench.metrics.roomClosed).toBe(1));
    bench = start(files);
    const found = await recover();
    if (found === null) throw new Error(bench.logged.join());
    room = found;
    const back = [await room.reconnect(first), await room.reconnect(late)];
    expect(back.map(seatOf)).toEqual([0, 1]);
    bench.ticks(3);
    const timeline = await timelineOf();
    const { world } = new Playback(tug, timeline, timeline.lastTick);
    expect(world.seats).toEqual([1, 1, 0, 0]);
    const commands = timeline.spans.flatMap(({ body, after }) => [...readCommands(body, after)]);
    const types = commands.flatMap(({ commands: of }) => of.map((bytes) => tug.codecs.command.decode(bytes).type));
    expect(types.filter((type) => type !== "pull")).toEqual(["join", "join", "drop", "drop", "back", "back"]);
    expect(world.tick).toBeGreaterThan(100);
    expect(verify(tug, timeline)).toMatchObject({ ok: true, gaps: [] });
  });
});
