import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ArenaDefinition, arenaRoom } from "../../../server/games/arena/index.ts";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../../server/runtime/recording-intervals.ts";
import { roomType } from "../../../server/runtime/room-type.ts";
import { arena, CONTROL, encodeClientCommand, HULLS, type World } from "../../../shared/games/arena/index.ts";
import { type ArenaState, tickOf } from "../../../shared/games/arena/wire/state.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { digestState } from "../../../shared/wire/digest.ts";
import { decodeStateCheck, decodeWelcome } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { filesAfterKill } from "../../harness/killed-files.ts";
import { memoryNames } from "../../harness/names.ts";
import { type BenchRoom, RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const PEOPLE = 6;
const LIVES = 5;
const SETTINGS = { seats: PEOPLE, roundTicks: 1_500, resultTicks: 120 };

/** The arena, with its world in sight. */
function watched(see: (world: World) => void): ArenaDefinition {
  const definition = arenaRoom(SETTINGS, 60);
  return {
    ...definition,
    project(world, names) {
      see(world);
      return definition.project(world, names);
    },
  };
}

const stateOf = (client: FakeClient) => client.seen as ArenaState;

/** A seat's possessions, as its player sees them. */
function belongings(client: FakeClient) {
  const { seat } = decodeWelcome(client.last("welcome"));
  const { online: _, ...player } = stateOf(client).players.get(`${seat}`)?.toJSON() ?? {};
  const { ship, cargo0, cargo1, cargo2, cargo3 } = stateOf(client).own;
  return { seat, round: stateOf(client).round, ship, cargo: [cargo0, cargo1, cargo2, cargo3], ...player };
}

describe.each([1, 2, 3, 4])("an arena killed at random ticks (seed %i)", (seed) => {
  it("goes on as it was, each time: world, ships, cargo, score and round; every client decodes all of it", async () => {
    const random = createRandom(seed);
    let files = memoryFileSystem();
    const names = memoryNames();
    let bench = new RoomBench(seed, new FileJournalStore(files, DATA), RECORDING_INTERVALS, names);
    let world: World | null = null;
    const definition = watched((of) => {
      world = of;
    });
    const now = () => world as World;
    let room: BenchRoom = await bench.open(definition);
    let clients: FakeClient[] = [];
    for (let i = 0; i < PEOPLE; i++)
      clients.push(await room.join({ name: `pilot ${i}`, hull: i % HULLS.length, verify: true }));
    for (let life = 0; life < LIVES; life++) {
      let checks = 0;
      for (const client of clients)
        client.heard = ({ kind, bytes }) => {
          if (kind !== "check") return;
          expect(digestState(client.seen), `seed ${seed}, life ${life}`).toBe(decodeStateCheck(bytes).digest);
          checks++;
        };
      for (let left = 200 + nextBelow(random, 500); left > 0; left--) {
        for (const client of clients) {
          if (nextBelow(random, 10) > 0) continue;
          const bits = nextBelow(random, 64) & ~CONTROL.dock;
          client.command(0, encodeClientCommand({ type: "controls", bits, aim: nextBelow(random, 256), seen: 0 }));
        }
        bench.ticks(1);
      }
      expect(checks).toBeGreaterThan(PEOPLE);
      const seen = tickOf(stateOf(clients[0]));
      const before = clients.map(belongings);
      const left = filesAfterKill(files, [DATA]);
      const lost = readTimeline(await new FileJournalStore(left, DATA).read(room.room.roomId));
      expect(verify(arena, lost)).toMatchObject({ ok: true, lastTick: seen });
      const { roomId } = room.room;
      await room.room.disconnect();

      files = left;
      bench = new RoomBench(seed, new FileJournalStore(files, DATA), RECORDING_INTERVALS, names);
      bench.define(definition);
      await bench.recover([roomType(definition)]);
      const found = bench.find(roomId);
      if (found === null) throw new Error(`seed ${seed}, life ${life}: ${bench.logged.join()} ${bench.reports.join()}`);
      room = found;
      expect(arena.hash(now()), `seed ${seed}, life ${life}`).toBe(verify(arena, lost).hash);
      expect(now().tick).toBe(seen);
      clients = await Promise.all(clients.map((client) => room.reconnect(client)));
      for (const client of clients) expect(tickOf(stateOf(client))).toBe(seen);
      expect(clients.map(belongings)).toEqual(before);
    }
    const timeline = readTimeline(await new FileJournalStore(files, DATA).read(room.room.roomId));
    expect(verify(arena, timeline)).toMatchObject({ ok: true });
  });
});
