import { matchMaker } from "@colyseus/core";
import { generateHeapSnapshot } from "bun";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileJournal } from "../../server/journal/files/file-journal.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { Replica } from "../../server/replication/replica.ts";
import { Replicator } from "../../server/replication/replicator.ts";
import { ClientSet } from "../../server/runtime/client-set.ts";
import { JournalRecorder } from "../../server/runtime/journal-recorder.ts";
import type { RoomDefinition } from "../../server/runtime/room-definition.ts";
import { RoomSimulation } from "../../server/runtime/room-simulation.ts";
import { RunningRoom } from "../../server/runtime/running-room.ts";
import { RoomBench } from "./rooms.ts";

const ROOMS = 24;
/** The collector takes what is left on the stack for references: so many may stay. */
const MAY_STAY = 4;
const TURNS_MOST = 20;
/** A snapshot's node is four numbers; the third of them says of which class. */
const NODE_NUMBERS = 4;
const CLASS_AT = 2;
/** Each room has one of these. Names of classes, as heap snapshots give them. */
const PARTS = [
  "DefinedRoom",
  ...[RunningRoom, RoomSimulation, ClientSet, JournalRecorder, FileJournal].map(({ name }) => name),
];
/** Rooms that somebody joined also have these. */
const PLAYED = [Replicator, Replica].map(({ name }) => name);

/** How many objects of each class are on the heap, after a collection. */
function alive(names: readonly string[]): Record<string, number> {
  Bun.gc(true);
  const { nodes, nodeClassNames } = generateHeapSnapshot();
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  for (let at = 0; at < nodes.length; at += NODE_NUMBERS) {
    const name = nodeClassNames[nodes[at + CLASS_AT]];
    if (name in counts) counts[name]++;
  }
  return counts;
}

function isLeft(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): boolean {
  return Object.entries(now).some(([part, count]) => count - before[part] > MAY_STAY);
}

/** Rooms with so many people in each, who have played a little. */
async function open<W, C, E, G, P>(
  bench: RoomBench,
  define: () => RoomDefinition<W, C, E, G, P>,
  people: number,
): Promise<void> {
  for (let i = 0; i < ROOMS; i++) {
    const room = await bench.open(define());
    for (let seat = 0; seat < people; seat++) await room.join({ name: `pilot ${seat}` }, { deaf: true });
  }
  bench.ticks(30);
}

/**
 * Tests that rooms of a game leave nothing on the heap once they are over.
 *
 * @param define makes its room type, with three seats at least
 * @param projection class of its projection
 */
export function describeEndedRooms<W, C, E, G, P>(
  define: () => RoomDefinition<W, C, E, G, P>,
  projection: { readonly name: string },
): void {
  beforeAll(RoomBench.start);
  afterAll(RoomBench.stop);

  describe("rooms that are over", () => {
    it.each([
      ["nobody came to", 0, PARTS],
      ["three people played in", 3, [...PARTS, ...PLAYED, projection.name]],
    ])("leave nothing behind that %s", async (_, people, parts) => {
      const bench = new RoomBench(1, new FileJournalStore(memoryFileSystem(), "/data"));
      const before = alive(parts);
      await open(bench, define, people);
      for (const [part, count] of Object.entries(alive(parts))) expect(count - before[part], part).toBe(ROOMS);
      await Promise.all(matchMaker.disconnectAll());
      bench.ticks(30);
      // What is still under way when a room ends holds it for a few turns more.
      for (let turn = 0; turn < TURNS_MOST && isLeft(alive(parts), before); turn++) await new Promise(setImmediate);
      for (const [part, count] of Object.entries(alive(parts)))
        expect(count - before[part], part).toBeLessThanOrEqual(MAY_STAY);
      expect(bench.reports).toEqual([]);
    });
  });
}
