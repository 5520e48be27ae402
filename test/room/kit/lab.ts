import type { Room } from "@colyseus/core";
import { expect, vi } from "vitest";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../../server/runtime/recording-intervals.ts";
import type { RoomDefinition } from "../../../server/runtime/room-definition.ts";
import { roomType } from "../../../server/runtime/room-type.ts";
import { readCommands, readTimeline, type Timeline } from "../../../shared/journal/index.ts";
import { type AnyRules, type AnyWorld, asAnyRules, type WorldIn } from "../../../shared/kit/index.ts";
import { type ReceivedRow, type ReceivedWorld, readState } from "../../../shared/wire/kit/index.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { filesAfterKill } from "../../harness/killed-files.ts";
import { memoryNames } from "../../harness/names.ts";
import { type BenchRoom, RoomBench } from "../../harness/rooms.ts";
import { race, raceRoom } from "./race.ts";

const DATA = "data";

/** A client's command of some rules. */
type SentIn<R> = R extends { readonly derived: { readonly clientCommandCodec: { encode(command: infer C): unknown } } }
  ? C
  : never;

export interface LabOptions {
  readonly files?: FileSystem;
  readonly seed?: number;
}

/** A room of rules of the kit with a journal, whose process can be killed. */
export class KitLab<R> {
  readonly rules: AnyRules;
  readonly #names = memoryNames();
  readonly definition: RoomDefinition<unknown, unknown, unknown, unknown, unknown>;
  readonly #seed: number;
  #files: FileSystem;
  bench: RoomBench;
  room!: BenchRoom;

  private constructor(rules: R, definition: object, { files = memoryFileSystem(), seed = 7 }: LabOptions) {
    this.rules = rules as AnyRules;
    this.definition = definition as RoomDefinition<unknown, unknown, unknown, unknown, unknown>;
    this.#seed = seed;
    this.#files = files;
    this.bench = this.#process();
  }

  /** @param definition the room, of these rules */
  static async open<R>(rules: R, definition: object, options: LabOptions = {}): Promise<KitLab<R>> {
    const lab = new KitLab(rules, definition, options);
    lab.room = await lab.bench.open(lab.definition);
    return lab;
  }

  /** A process that starts with these files, recovers what it can, and stops. Resolves with the replays there are then. */
  static async replaysAfterStart(rules: object, room: object, files: FileSystem): Promise<readonly unknown[]> {
    const lab = new KitLab(rules, room, { files });
    const { bench, store } = lab;
    bench.define(lab.definition);
    const rooms = await store.rooms();
    await bench.recover([roomType(lab.definition)]);
    await Promise.all(rooms.map((id) => bench.find(id)?.room.disconnect()));
    await vi.waitFor(async () => expect(await store.rooms()).toEqual([]));
    return store.replays();
  }

  get store(): FileJournalStore {
    return new FileJournalStore(this.#files, DATA);
  }

  get world(): WorldIn<R> {
    const room = this.room.room as Room & { inspect<T>(read: (world: WorldIn<R>) => T): T };
    return room.inspect((world) => world);
  }

  get #anyWorld(): AnyWorld {
    return this.world as unknown as AnyWorld;
  }

  get hash(): string {
    return this.rules.machine.hash(this.#anyWorld);
  }

  join(name: string): Promise<FakeClient> {
    return this.room.join({ name, verify: true });
  }

  /** What a client has received. */
  seen(client: FakeClient): ReceivedWorld {
    return readState(this.rules, client.seen);
  }

  /** What a client has received, with continued rows as it shows them at the tick of the last patch. */
  shown(client: FakeClient): Omit<ReceivedWorld, "own"> {
    const { own: _, ...seen } = this.seen(client);
    const known = { config: this.#anyWorld.config, ...seen.root };
    const tables = Object.entries(seen.tables).map(([name, rows]) => {
      const isContinued = this.rules.fields.tables.some((table) => table.name === name && table.continued);
      const shown = [...rows.values()].map((received): [number, ReceivedRow] => {
        const { id, at } = received;
        const row = isContinued ? this.rules.continuedRow(name, received, seen.tick - at, known) : received.row;
        return [id, { id, at: seen.tick, row }];
      });
      return [name, new Map(shown)] as const;
    });
    return { ...seen, tables: Object.fromEntries(tables) };
  }

  ticks(count: number): void {
    this.bench.ticks(count);
  }

  /** Goes on, for a while at most, until the world is so. */
  until(isSo: (world: WorldIn<R>) => boolean): void {
    for (let i = 0; !isSo(this.world); i++) {
      if (i === 10_000) throw new Error(`not so after ${i} ticks; reports: ${this.bench.reports.join("; ")}`);
      this.ticks(1);
    }
  }

  /** Goes on to the end of a patch. */
  patch(): void {
    const { patchEveryTicks, machine } = this.rules;
    this.ticks(patchEveryTicks - (machine.tick(this.#anyWorld) % patchEveryTicks));
  }

  send(client: FakeClient, command: SentIn<R>, targetTick = 0): void {
    const { clientCommandCodec } = this.rules.derived;
    client.command(targetTick, clientCommandCodec.encode(command as Parameters<typeof clientCommandCodec.encode>[0]));
  }

  /** The process ends at once; another one recovers what it had written. */
  async killAndRecover(): Promise<void> {
    const left = filesAfterKill(this.#files, [DATA]);
    const { roomId } = this.room.room;
    await this.room.room.disconnect();
    this.#files = left;
    this.bench = this.#process();
    this.bench.define(this.definition);
    await this.bench.recover([roomType(this.definition)]);
    const found = this.bench.find(roomId);
    if (found === null)
      throw new Error(`not recovered: ${this.bench.logged.join("; ")} ${this.bench.reports.join("; ")}`);
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
        commands.map((bytes) => ({ ...this.rules.machine.codecs.command.decode(bytes), tick })),
      ),
    );
  }

  #process(): RoomBench {
    const bench = new RoomBench(this.#seed, this.store, RECORDING_INTERVALS, this.#names);
    bench.tickMs = 1_000 / this.rules.machine.tickHz;
    return bench;
  }
}

export type RaceLab = KitLab<typeof race>;

/** A race in a room. */
export const RaceLab = {
  open: (files = memoryFileSystem(), roundTicks?: number): Promise<RaceLab> =>
    KitLab.open(race, raceRoom(roundTicks), { files }),
  replaysAfterStart: (files: FileSystem) => KitLab.replaysAfterStart(race, raceRoom(), files),
};

export const seen = (client: FakeClient): ReceivedWorld => readState(asAnyRules(race), client.seen);
