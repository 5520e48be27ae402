import { JournalWriter, Playback, readTimeline } from "../../shared/journal/index.ts";
import type { Hash, Machine } from "../../shared/machine.ts";

const TICKS = 3_000;
const HASH_EVERY_TICKS = 500;

export interface Recorded {
  /** In hex. */
  readonly journal: string;
  readonly hashes: readonly Hash[];
}

/** Plays a machine, and keeps its journal and what that must replay to from now on. */
export function record<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  seed: number,
  config: Config,
  commandsOf: (world: World) => readonly Command[],
): Recorded {
  const world = machine.create(seed, config);
  const writer = new JournalWriter();
  writer.begin(
    {
      ...{ machine: machine.id, machineVersion: machine.version, build: "proof", roomId: "example", seed },
      ...{ config: machine.codecs.config.encode(config), segment: 0, since: 0, tick: 0, epoch: 0, gap: false },
    },
    { world: null, room: null, cursors: [] },
  );
  while (machine.tick(world) < TICKS) {
    const commands = commandsOf(world);
    writer.append(machine.tick(world) + 1, commands, machine.codecs.command);
    machine.step(world, commands, () => {});
  }
  writer.closeBatch();
  const journal = [...writer.pending()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { journal, hashes: replay(machine, journal) };
}

/** Replays a kept journal; in any engine. */
export function replay<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  journal: string,
): Hash[] {
  const bytes = Uint8Array.from({ length: journal.length / 2 }, (_, i) =>
    Number.parseInt(journal.slice(2 * i, 2 * i + 2), 16),
  );
  const playback = new Playback(machine, readTimeline([{ name: "example", bytes }]));
  const hashes: Hash[] = [];
  while (playback.step()) if (playback.tick % HASH_EVERY_TICKS === 0) hashes.push(machine.hash(playback.world));
  return hashes;
}
