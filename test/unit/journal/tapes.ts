import { JournalWriter, type Segment, type SegmentHeader, type SegmentStart } from "../../../shared/journal/index.ts";
import type { Machine } from "../../../shared/machine.ts";

export type Header = Omit<SegmentHeader, "snapshot">;

export const HEADER: Header = {
  machine: "tug",
  machineVersion: 1,
  build: "test",
  roomId: "room-1",
  seed: 0xfedcba98,
  config: Uint8Array.of(1, 2, 3),
  segment: 1,
  since: 1,
  tick: 0,
  epoch: 1,
  gap: false,
};

export const CREATED: SegmentStart = { world: null, room: null, cursors: [] };

/** What a segment's bytes are when `write` has run. */
export function segment(header: Partial<Header>, start: Partial<SegmentStart>, write: (to: JournalWriter) => void) {
  const writer = new JournalWriter();
  writer.begin({ ...HEADER, ...header }, { ...CREATED, ...start });
  write(writer);
  writer.closeBatch();
  return writer.pending().slice();
}

export function named(...segments: Uint8Array[]): Segment[] {
  return segments.map((bytes, i) => ({ name: `segment ${i + 1}`, bytes }));
}

export interface Tape {
  readonly segments: Segment[];
  /** By tick, from 0. */
  readonly hashes: string[];
}

/** Plays a machine live for some ticks, journaling as a room does. */
export function record<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  config: Config,
  ticks: number,
  commandsAt: (tick: number, world: World) => Command[],
  { seed = 7, segmentTicks = 100, hashTicks = 20, snapshotTicks = 0, patchTicks = 3 } = {},
): Tape {
  const world = machine.create(seed, config);
  const header = { machine: machine.id, machineVersion: machine.version, config: machine.codecs.config.encode(config) };
  const writer = new JournalWriter();
  const segments: Uint8Array[] = [];
  const hashes = [machine.hash(world)];
  const begin = (start: Partial<SegmentStart>) => {
    const segmentNumber = segments.length + 1;
    const place = { seed, segment: segmentNumber, tick: machine.tick(world) };
    writer.begin({ ...HEADER, ...header, ...place }, { ...CREATED, ...start });
  };
  const close = () => {
    writer.closeBatch();
    segments.push(writer.pending().slice());
  };
  begin({});
  for (let tick = 1; tick <= ticks; tick++) {
    const commands = commandsAt(tick, world);
    writer.appendEncoded(
      tick,
      commands.map((command) => machine.codecs.command.encode(command)),
    );
    machine.step(world, commands, () => {});
    hashes.push(machine.hash(world));
    if (tick % hashTicks === 0) writer.hash(hashes[tick]);
    if (tick % patchTicks === 0) writer.closeBatch();
    if (snapshotTicks > 0 && tick % snapshotTicks === 0) writer.snapshot(machine.save(world));
    if (tick % segmentTicks === 0 && tick < ticks) {
      close();
      begin({ world: machine.save(world) });
    }
  }
  close();
  return { segments: named(...segments), hashes };
}
