import type { Room } from "@colyseus/core";
import { expect, vi } from "vitest";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../../server/runtime/journal-recorder.ts";
import { roomType } from "../../../server/runtime/recovery.ts";
import { readCommands, readTimeline, type Timeline } from "../../../shared/journal/index.ts";
import { asAnyRules } from "../../../shared/kit/index.ts";
import { type ReceivedWorld, readState } from "../../../shared/wire/kit/index.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { leftBehind } from "../../harness/kill.ts";
import { memoryNames } from "../../harness/names.ts";
import { type BenchRoom, RoomBench } from "../../harness/rooms.ts";
import { command, type RaceWorld, race, raceRoom } from "./race.ts";

const DATA = "data";

/** A race in a room with a journal, whose process can be killed. */
export class RaceLab {
  readonly #names = memoryNames();
  bench: RoomBench;
  room!: BenchRoom;
  readonly definition;
  #files: FileSystem;

  private constructor(files: FileSystem, roundTicks?: number) {
    this.#files = files;
    this.definition = raceRoom(roundTicks);
    this.bench = new RoomBench(7, this.store, RECORDING_INTERVALS, this.#names);
  }

  static async open(files = memoryFileSystem(), roundTicks?: number): Promise<RaceLab> {
    const lab = new RaceLab(files, roundTicks);
    lab.room = await lab.bench.open(lab.definition);
    return lab;
  }

  /** A process that starts with these files, recovers what it can, and stops. Resolves with the replays there are then. */
  static async replaysAfterStart(files: FileSystem): Promise<readonly unknown[]> {
    const { bench, definition, store } = new RaceLab(files);
    bench.define(definition);
    const rooms = await store.rooms();
    await bench.recover([roomType(definition)]);
    await Promise.all(rooms.map((id) => bench.find(id)?.room.disconnect()));
    await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    return store.replays();
  }

  get store(): FileJournalStore {
    return new FileJournalStore(this.#files, DATA);
  }

  get world(): RaceWorld {
    return (this.room.room as Room & { inspect<T>(read: (world: RaceWorld) => T): T }).inspect((world) => world);
  }

  join(name: string): Promise<FakeClient> {
    return this.room.join({ name, verify: true });
  }

  ticks(count: number): void {
    this.bench.ticks(count);
  }

  send(client: FakeClient, of: Parameters<typeof command>[0], targetTick = 0): void {
    client.command(targetTick, command(of));
  }

  /** The process ends at once; another one recovers what it had written. */
  async killAndRecover(): Promise<void> {
    const left = leftBehind(this.#files, [DATA]);
    const { roomId } = this.room.room;
    await this.room.room.disconnect();
    this.#files = left;
    this.bench = new RoomBench(7, this.store, RECORDING_INTERVALS, this.#names);
    this.bench.define(this.definition);
    await this.bench.recover([roomType(this.definition)]);
    const found = this.bench.find(roomId);
    if (found === null)
      throw new Error(`not recovered: ${this.bench.told.join("; ")} ${this.bench.reports.join("; ")}`);
    this.room = found;
  }

  async timeline(): Promise<Timeline> {
    return readTimeline(await this.store.read(this.room.room.roomId));
  }

  /** Everything that entered the world, in order. */
  async journaled(): Promise<readonly { readonly type: string; readonly tick: number }[]> {
    const { spans } = await this.timeline();
    return spans.flatMap(({ after, body }) =>
      [...readCommands(body, after)].flatMap(({ tick, commands }) =>
        commands.map((bytes) => ({ ...race.machine.codecs.command.decode(bytes), tick })),
      ),
    );
  }
}

export const seen = (client: FakeClient): ReceivedWorld => readState(asAnyRules(race), client.seen);
