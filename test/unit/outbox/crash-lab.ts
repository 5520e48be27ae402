import {
  type Consumer,
  Deduplicator,
  type Delivery,
  type EventId,
  type EventPosition,
} from "../../../server/outbox/index.ts";
import {
  type Cursor,
  JournalError,
  JournalWriter,
  Playback,
  readCommands,
  readTimeline,
  type Segment,
  type Timeline,
} from "../../../shared/journal/index.ts";
import type { Codec, Machine } from "../../../shared/machine.ts";
import { Hasher } from "../../../shared/math/hash.ts";

/** The process was killed. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** What outlives a process: files that grow by writes. A crash comes at the chosen write. */
export class Disk {
  readonly files = new Map<string, Uint8Array>();
  /** Writes made. */
  writes = 0;
  #crash: { at: number; share: number } | null = null;
  #dead = false;

  /** @param share of that write's bytes that are still written */
  crashAt(write: number, share: number): void {
    this.#crash = { at: write, share };
  }

  restart(): void {
    this.#dead = false;
    this.#crash = null;
  }

  append(name: string, bytes: Uint8Array): void {
    this.#write(name, bytes, this.files.get(name) ?? new Uint8Array(0));
  }

  /** All or nothing, as a database's transaction. */
  replace(name: string, bytes: Uint8Array): void {
    this.#write(name, bytes, new Uint8Array(0), true);
  }

  #write(name: string, bytes: Uint8Array, before: Uint8Array, whole = false): void {
    if (this.#dead) throw new Crash();
    const crash = this.#crash?.at === this.writes++ ? this.#crash : null;
    const length = crash === null ? bytes.length : Math.round(bytes.length * crash.share);
    if (!whole || length === bytes.length) this.files.set(name, Buffer.concat([before, bytes.subarray(0, length)]));
    if (crash === null) return;
    this.#dead = true;
    throw new Crash();
  }
}

/** One process' work on one room, journaled to the disk; goes on where the journal ends. */
export class Room<World, Command, Event, Config> {
  readonly world: World;
  /** Of what was written before; null: nothing. */
  readonly before: Timeline | null;
  readonly #machine: Machine<World, Command, Event, Config>;
  readonly #config: Config;
  readonly #disk: Disk;
  readonly #name: string;
  readonly #writer = new JournalWriter();
  #segment: number;

  constructor(machine: Machine<World, Command, Event, Config>, config: Config, disk: Disk, name: string) {
    this.#machine = machine;
    this.#config = config;
    this.#disk = disk;
    this.#name = name;
    this.#segment = Math.max(0, ...segmentsOf(disk, name).map((segment) => Number(segment.name.split(".")[1])));
    this.before = timelineOf(disk, name);
    this.world =
      this.before === null ? machine.create(7, config) : new Playback(machine, this.before, this.before.lastTick).world;
  }

  get now(): number {
    return this.#machine.tick(this.world);
  }

  /** A segment from here on. */
  begin(room: Uint8Array | null, cursors: Iterable<Cursor>, fresh: boolean): void {
    const { id, version, codecs, save } = this.#machine;
    const segment = ++this.#segment;
    const what = { machine: id, machineVersion: version, build: "test", roomId: this.#name, seed: 7 };
    this.#writer.begin(
      {
        ...what,
        config: codecs.config.encode(this.#config),
        segment,
        since: 1,
        tick: this.now,
        epoch: segment,
        gap: false,
      },
      { world: fresh ? null : save(this.world), room, cursors },
    );
    this.commit();
  }

  step(commands: readonly Command[], emit: (event: Event) => void): void {
    const { codecs, step } = this.#machine;
    this.#writer.appendEncoded(
      this.now + 1,
      commands.map((command) => codecs.command.encode(command)),
    );
    step(this.world, commands, emit);
  }

  delivered(cursor: Cursor): void {
    this.#writer.outbox(cursor);
  }

  /** Keeps the running segment alone, as retention may. */
  prune(): void {
    for (const { name } of segmentsOf(this.#disk, this.#name))
      if (name !== `${this.#name}.${this.#segment}`) this.#disk.files.delete(name);
  }

  commit(): void {
    this.#writer.closeBatch();
    this.#disk.append(`${this.#name}.${this.#segment}`, this.#writer.pending().slice());
    this.#writer.drain();
  }
}

function segmentsOf(disk: Disk, name: string): Segment[] {
  return [...disk.files]
    .filter(([file]) => file.startsWith(`${name}.`))
    .map(([file, bytes]) => ({ name: file, bytes }));
}

export function timelineOf(disk: Disk, name: string): Timeline | null {
  try {
    return readTimeline(segmentsOf(disk, name));
  } catch (error) {
    if (error instanceof JournalError && error.problem === "empty") return null;
    throw error;
  }
}

/** A store that writes every event down: what it wrote and what it has seen change in one write. */
export class Store implements Consumer {
  readonly name: string;
  readonly wants: (event: unknown) => boolean;
  readonly #disk: Disk;

  constructor(disk: Disk, name = "store", wants: (event: unknown) => boolean = () => true) {
    this.#disk = disk;
    this.name = name;
    this.wants = wants;
  }

  get content(): { seen: Deduplicator; lines: string[] } {
    const [seen, ...lines] = Buffer.from(this.#disk.files.get(this.name) ?? [])
      .toString()
      .split("\n");
    return { seen: seen === "" ? new Deduplicator() : Deduplicator.load(Buffer.from(seen, "hex")), lines };
  }

  async deliver(events: readonly Delivery[]): Promise<void> {
    const { seen, lines } = this.content;
    for (const { id, bytes } of events) if (seen.accept(id)) lines.push(lineOf(id, bytes));
    this.#disk.replace(this.name, Buffer.from([Buffer.from(seen.save()).toString("hex"), ...lines].join("\n")));
  }
}

export function lineOf({ tick, index }: EventPosition, bytes: Uint8Array): string {
  return `${tick}.${index} ${Buffer.from(bytes).toString("hex")}`;
}

/** Another room, to which every event is a command that carries its id. */
export class Purse implements Consumer {
  readonly name = "purse";
  readonly room: Room<PurseWorld, EventId, never, null>;
  readonly #seen: Deduplicator;
  #steps = 0;

  constructor(disk: Disk) {
    this.room = new Room(purse, null, disk, "purse");
    const { before } = this.room;
    this.#seen = before === null || before.room === null ? new Deduplicator() : Deduplicator.load(before.room);
    // The room's bytes are as old as the last segment's start; the commands journaled since say the rest.
    for (const { after, body } of before?.spans ?? [])
      for (const { commands } of readCommands(body, after))
        for (const command of commands) this.#seen.accept(purse.codecs.command.decode(command));
    this.room.begin(this.#seen.save(), [], before === null);
  }

  async deliver(events: readonly Delivery[]): Promise<void> {
    const fresh = events.map(({ id }) => id).filter((id) => this.#seen.accept(id));
    if (fresh.length === 0) return;
    this.room.step(fresh, () => {});
    this.room.commit();
    if (++this.#steps % 5 !== 0) return;
    this.room.begin(this.#seen.save(), [], false);
    this.room.prune();
  }
}

interface PurseWorld {
  tick: number;
  readonly taken: string[];
}

const json = <T>(): Codec<T> => ({
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
});

/** Takes whatever it is told, however often. */
const purse: Machine<PurseWorld, EventId, never, null> = {
  id: "purse",
  version: 1,
  tickHz: 60,
  codecs: { command: json(), event: json(), config: json() },
  create: () => ({ tick: 0, taken: [] }),
  step(world, commands) {
    world.tick++;
    for (const { tick, index } of commands) world.taken.push(`${tick}.${index}`);
  },
  tick: (world) => world.tick,
  nextWake: () => null,
  save: json<PurseWorld>().encode,
  load: json<PurseWorld>().decode,
  hash: (world) => new Hasher().text(JSON.stringify(world)).digest(),
};
