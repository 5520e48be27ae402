import type { World } from "../../../shared/arena/world.ts";
import {
  JournalError,
  JournalWriter,
  joinSegments,
  readCommands,
  type TickCommands,
  type Timeline,
} from "../../../shared/journal/index.ts";
import type { Machine, Tick } from "../../../shared/machine.ts";

/** A join as versions up to 5 have it. `player`: since 5. */
interface NamedJoin {
  readonly type: "join";
  readonly seat: number;
  readonly player?: number;
  readonly name: string;
}

type NamedCommand = NamedJoin | { readonly type: "other" };
/** An arena of a version that has names in its commands and its worlds. */
export type NamingArena = Machine<World, NamedCommand, unknown, unknown>;

/** The first byte of their joins; of no command of a later version. */
const NAMED_JOIN = 1;
/** Joins of somebody called A, as version 5 has them, and those before, in which nobody has an id. */
const PROBES: readonly Uint8Array[] = [
  Uint8Array.of(NAMED_JOIN, 0, 0, 1, 0x41, 0),
  Uint8Array.of(NAMED_JOIN, 0, 1, 0x41, 0),
];

/** Whether recordings of a machine hold names of people. */
export function recordsNames({ codecs }: Machine<unknown, unknown, unknown, unknown>): boolean {
  return PROBES.some((probe) => {
    try {
      return (codecs.command.decode(probe) as Partial<NamedJoin>).name === "A";
    } catch {
      return false;
    }
  });
}

/**
 * Records a replay again, under the machine that played it, without the names of people who are gone: of them it tells as of
 * anyone who is not signed in. Rests after each tick. null: it has none of them.
 *
 * Throws `JournalError`, `CodecError` or what a step throws where the replay is not what its machine plays: it is to be given
 * up then.
 */
export function* withoutPeople(
  machine: NamingArena,
  bytes: Uint8Array,
  isGone: (player: number) => boolean,
): Generator<void, Uint8Array | null> {
  const timeline = yield* joinSegments([{ name: "replay", bytes }]);
  const { header, starts, gaps } = timeline;
  if (machine.id !== header.machine || machine.version !== header.machineVersion || gaps.length > 0)
    throw new JournalError("machine", "the replay cannot be recorded again");
  const [first] = starts;
  const world =
    first.world === null ? machine.create(header.seed, configOf(machine, timeline)) : machine.load(first.world);
  if (!world.players.columns.includes("player"))
    throw new JournalError("machine", "the replay does not say whose names are in it");
  const begins = rename(world, isGone);
  if (!begins && !(yield* anyJoins(machine, timeline, isGone))) return null;
  const writer = new JournalWriter();
  writer.begin(header, { world: first.world === null ? null : machine.save(world), room: null, cursors: [] });
  yield* play(machine, timeline, world, writer, isGone);
  return writer.pending().slice();
}

function configOf({ codecs }: NamingArena, { header }: Timeline): unknown {
  return codecs.config.decode(header.config);
}

/** Takes the names of people who are gone out of a world. Whether there were any. */
function rename({ players, names }: World, isGone: (player: number) => boolean): boolean {
  let any = false;
  for (let seat = 0; seat < players.high; seat++) {
    if (players.live[seat] === 0 || players.player[seat] === 0 || !isGone(players.player[seat])) continue;
    players.player[seat] = 0;
    names[seat] = neutralName(seat);
    any = true;
  }
  return any;
}

const neutralName = (seat: number): string => `Pilot ${seat + 1}`;

function* anyJoins(
  { codecs }: NamingArena,
  timeline: Timeline,
  isGone: (player: number) => boolean,
): Generator<void, boolean> {
  for (const { commands } of entriesOf(timeline)) {
    for (const bytes of commands) {
      if (bytes[0] !== NAMED_JOIN) continue;
      const command = codecs.command.decode(bytes);
      if (command.type === "join" && isGone(command.player ?? 0)) return true;
    }
    yield;
  }
  return false;
}

function* entriesOf({ spans }: Timeline): Generator<TickCommands, void> {
  for (const { after, body } of spans) yield* readCommands(body, after);
}

function* play(
  machine: NamingArena,
  timeline: Timeline,
  world: World,
  writer: JournalWriter,
  isGone: (player: number) => boolean,
): Generator<void, void> {
  const { codecs } = machine;
  const { starts, hashes, fault, end, firstTick, lastTick } = timeline;
  const marks = [...hashes, ...starts.slice(1)].sort((a, b) => a.tick - b.tick);
  let next = 0;
  const mark = (tick: Tick) => {
    for (; next < marks.length && marks[next].tick <= tick; next++) {
      const found = marks[next];
      const hash = machine.hash(world);
      if ("hash" in found) writer.hash(hash);
      else if (found.world !== null) {
        const recorded = machine.load(found.world);
        rename(recorded, isGone);
        if (machine.hash(recorded) !== hash)
          throw new JournalError("damaged", `the replay is not what its machine plays, at tick ${tick}`);
        writer.snapshot(machine.save(world));
      }
    }
  };
  const entries = entriesOf(timeline);
  let entry = entries.next();
  mark(firstTick);
  for (let tick = firstTick + 1; tick <= lastTick; tick++) {
    let commands: NamedCommand[] = [];
    if (!entry.done && entry.value.tick === tick) {
      commands = entry.value.commands.map((bytes) => without(codecs.command.decode(bytes), isGone));
      entry = entries.next();
    }
    writer.write(tick, commands, codecs.command);
    if (fault?.tick !== tick) {
      machine.step(world, commands, () => {});
      mark(tick);
    }
    yield;
  }
  writer.mark();
  if (fault !== null) writer.fault(fault.message);
  if (end !== null) writer.end(end.reason);
}

function without(command: NamedCommand, isGone: (player: number) => boolean): NamedCommand {
  if (command.type !== "join" || !isGone(command.player ?? 0)) return command;
  return { ...command, player: 0, name: neutralName(command.seat) };
}
