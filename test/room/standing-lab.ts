import type { Room } from "@colyseus/core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { findSingleton } from "../../server/colyseus/matchmaking.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { migratedRoomType } from "../../server/runtime/migrated-room.ts";
import type { AnyMachine, AnyRoomDefinition } from "../../server/runtime/room-definition.ts";
import { roomType } from "../../server/runtime/room-type.ts";
import { retryOnce, startRooms } from "../../server/singletons.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { RoomBench } from "../harness/rooms.ts";
import { TILLS, type TillCommand, type TillMachine, type TillWorld, tillRoom } from "../harness/till-game.ts";
import { DATA, Notes, turns } from "./outbox-lab.ts";

export type Version = keyof typeof TILLS;

/** A server with one till, on files in memory. */
export class StandingLab {
  files!: FileSystem;
  notes!: Notes;
  bench!: RoomBench;
  version: Version = 1;
  durability: "process" | "disk" = "process";
  /** Replaces parts of the rules. */
  rules: Partial<TillMachine> = {};
  /** Of the consumer in the next process. */
  mood: Notes["mood"] = "well";
  /** Versions whose rules are kept. */
  kept: readonly Version[] = [1, 2, 3];
  /** Number of the last deposit. */
  deposits = 0;

  constructor() {
    beforeAll(RoomBench.start);
    afterEach(() => this.discard());
    afterAll(RoomBench.stop);
  }

  /** A process of a version starts with these files. */
  async start(files: FileSystem, version: Version = this.version, abandoned: readonly string[] = []): Promise<void> {
    await this.discard();
    this.files = files;
    this.version = version;
    this.notes = new Notes(files);
    this.notes.mood = this.mood;
    this.bench = new RoomBench(7, new FileJournalStore(files, DATA));
    this.bench.rulesOf = (_name, of) => this.#rulesOf(of);
    this.bench.define(this.definition);
    await startRooms(this.recovery, abandoned);
  }

  get definition() {
    const definition = tillRoom(this.version, [this.notes]);
    return { ...definition, durability: this.durability, machine: { ...definition.machine, ...this.rules } };
  }

  get recovery() {
    const definition = this.definition as unknown as AnyRoomDefinition;
    const type = (version: number) =>
      version === this.version ? roomType(definition) : migratedRoomType(definition, (of) => this.#rulesOf(of));
    return this.bench.recovery((name, version) => (name === "till" ? type(version) : null), [this.definition]);
  }

  #rulesOf(version: number): AnyMachine | null {
    const kept = this.kept.find((of) => of === version);
    return kept === undefined ? null : (TILLS[kept] as unknown as AnyMachine);
  }

  /** Tries halted rooms again, as a server does now and then. */
  retry(): Promise<void> {
    return retryOnce(this.recovery);
  }

  /** The process is killed; the next one starts with what it had written. @param change of the files meanwhile */
  async kill(
    version: Version = this.version,
    change: (files: FileSystem) => void = () => {},
    abandoned: readonly string[] = [],
  ): Promise<void> {
    const left = filesAfterKill(this.files, [DATA]);
    await this.discard();
    change(left);
    await this.start(left, version, abandoned);
  }

  /** Drops the room of a process that was killed. What it still writes goes to files that nobody reads. */
  async discard(): Promise<void> {
    const room = await this.find();
    if (room === null) return;
    void room.disconnect();
    await this.until(async () => (await this.find()) === null, "the room is gone");
  }

  /** The process is asked to end. */
  async stop(): Promise<void> {
    const room = await this.find();
    room?.onBeforeShutdown();
    await this.until(async () => (await this.find()) === null, "the room is closed");
  }

  find(): Promise<Room | null> {
    return findSingleton("till");
  }

  async room(): Promise<
    Room & { putFrom(command: TillCommand): Promise<void>; inspect<T>(read: (world: TillWorld) => T): T }
  > {
    const room = await this.find();
    if (room === null) throw new Error(`no till: ${this.bench.logged.join("; ")} ${this.bench.reports.join("; ")}`);
    return room as never;
  }

  /** Journals of rooms that go on, and those that were set aside. */
  get folders(): readonly [journals: string[], asides: string[]] {
    const names = (folder: string) => this.files.list(`${DATA}/${folder}`).map(({ name }) => name);
    return [names("journal"), names("aside")];
  }

  async deposit(coins: number, number = ++this.deposits): Promise<void> {
    const { putFrom } = await this.room().then((room) => ({ putFrom: room.putFrom.bind(room) }));
    await putFrom({ type: "deposit", of: { room: "bank", tick: number, index: 0 }, coins });
  }

  async world(): Promise<TillWorld> {
    return (await this.room()).inspect((world) => structuredClone(world));
  }

  async pass(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      this.bench.ticks(1);
      await turns(1);
    }
  }

  async until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let i = 0; i < 1_000; i++) {
      await turns(1);
      if (await holds()) return;
      this.bench.ticks(1);
    }
    throw new Error(`waited in vain until ${what}: ${this.bench.reports.join("; ")} ${this.bench.logged.join("; ")}`);
  }
}
