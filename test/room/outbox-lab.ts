import { matchMaker } from "@colyseus/core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { type Consumer, Deduplicator, type Delivery, eventsAfter } from "../../server/outbox/index.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { readTimeline } from "../../shared/journal/index.ts";
import { OUTBOX_LIMITS } from "../../shared/wire/limits.ts";
import { placeOf } from "../harness/echo-game.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench, TICK_MS } from "../harness/rooms.ts";
import { pull, type TugState, tug, tugRoom } from "../harness/tiny-game.ts";

export const DATA = "data";
export const red = { team: "red" };

/** Notes each event's place, in the file that also holds the ids of the events it has seen. */
export class Notes implements Consumer {
  readonly name = "notes";
  /** Failing: deliveries reject. Hanging: they never end. */
  mood: "well" | "failing" | "hanging" = "well";
  repeats = 0;

  constructor(readonly files: FileSystem) {}

  get lines(): string[] {
    return this.#read().lines;
  }

  #read(): { seen: string; lines: string[] } {
    if (this.files.stamp(`${DATA}/notes`) === null) return { seen: "", lines: [] };
    return JSON.parse(Buffer.from(this.files.read(`${DATA}/notes`)).toString());
  }

  async deliver(events: readonly Delivery[]): Promise<void> {
    if (this.mood === "failing") throw new Error("not now");
    if (this.mood === "hanging") await new Promise(() => {});
    const { seen: saved, lines } = this.#read();
    const seen = saved === "" ? new Deduplicator() : Deduplicator.load(Buffer.from(saved, "hex"));
    for (const { id } of events)
      if (seen.accept(id)) lines.push(placeOf(id));
      else this.repeats++;
    const content = { seen: Buffer.from(seen.save()).toString("hex"), lines };
    this.files.replace(`${DATA}/notes`, Buffer.from(JSON.stringify(content)));
  }
}

/** Rooms whose events a consumer notes, on files in memory. Each test of the file that makes it starts with empty files. */
export class OutboxLab {
  files!: FileSystem;
  notes!: Notes;
  bench!: RoomBench;
  /** Closed after each test, so that none of them has anything left to do. */
  readonly rooms: BenchRoom[] = [];

  constructor() {
    beforeAll(RoomBench.start);
    afterAll(RoomBench.stop);
    beforeEach(() => this.start(memoryFileSystem()));
    afterEach(async () => {
      for (const room of this.rooms.splice(0)) await this.close(room);
    });
  }

  /** A process starts with these files. */
  start(files: FileSystem): void {
    this.files = files;
    this.notes = new Notes(files);
    this.bench = new RoomBench(7, new FileJournalStore(files, DATA));
    // A moment past each tick's time, where rounding cannot matter.
    this.bench.clock.advance(0.001);
  }

  /** Closes a room as a server does that is asked to end. */
  async close({ room }: BenchRoom): Promise<void> {
    if (!matchMaker.getLocalRoomById(room.roomId)) return;
    room.onBeforeShutdown();
    await turns();
    this.bench.clock.advance(OUTBOX_LIMITS.closeMs);
    await turns();
  }

  /** A room of tug whose consumer is `notes`. @param more fields of the definition to replace */
  tugs(more: object = {}) {
    return { ...tugRoom("tug", 4), consumers: [this.notes], ...more };
  }

  async open(definition = this.tugs()): Promise<BenchRoom> {
    const room = await this.bench.open(definition);
    this.rooms.push(room);
    return room;
  }

  async timelineOf({ room }: BenchRoom) {
    return readTimeline(await new FileJournalStore(this.files, DATA).read(room.roomId));
  }

  /** Places of the shouts in a room's journal. */
  async shoutsOf(room: BenchRoom): Promise<string[]> {
    return eventsAfter(tug, await this.timelineOf(room), { tick: 0, index: 0 }).events.map(placeOf);
  }

  pass(ticks: number): void {
    for (let i = 0; i < ticks; i++) this.bench.clock.advance(TICK_MS);
  }

  /** Shouts now and then, and lets deliveries come and go between ticks. */
  async shout(client: FakeClient, ticks: number): Promise<void> {
    const next = (client.seen as TugState).tick + 1;
    for (let i = 0; i < ticks; i++) {
      if (i % 7 < 3) client.command(next + i, pull(i % 9, true));
      this.pass(1);
      await turns(1);
    }
  }

  /** Lets time pass until something holds. Throws after 1,000 ticks. @param what names it, for the message */
  async until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let i = 0; i < 1_000; i++) {
      await turns(1);
      if (await holds()) return;
      this.pass(1);
    }
    throw new Error(`waited in vain until ${what}: ${this.bench.reports.join("; ")} ${this.bench.logged.join("; ")}`);
  }

  /** The process ends at once; the next one has what it had written. */
  async restart(left: FileSystem, more: object = {}): Promise<void> {
    this.start(left);
    const definition = this.tugs(more);
    this.bench.define(definition);
    await this.bench.recover([roomType(definition)]);
  }
}

/** Lets promises and other work that is due be done. */
export const turns = async (count = 3) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
