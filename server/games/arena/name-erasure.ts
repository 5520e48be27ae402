import type { World } from "../../../shared/games/arena/world.ts";
import {
  JournalError,
  JournalWriter,
  joinSegments,
  readCommands,
  type TickCommands,
  type Timeline,
} from "../../../shared/journal/index.ts";
import type { Machine, Tick } from "../../../shared/machine.ts";

/** A join of versions up to 5. `player`: only in 5. */
interface NamedJoin {
  readonly type: "join";
  readonly seat: number;
  readonly player?: number;
  readonly name: string;
}

type NamedCommand = NamedJoin | { readonly type: "other" };
/** An arena of a version with names in its commands and worlds. */
export type ArenaWithNames = Machine<World, NamedCommand, unknown, unknown>;

/** The code of their joins, which later versions do not use. */
const NAMED_JOIN = 1;
/** Joins of a player named A: of version 5, and of earlier ones without player ids. */
const PROBES: readonly Uint8Array[] = [
  Uint8Array.of(NAMED_JOIN, 0, 0, 1, 0x41, 0),
  Uint8Array.of(NAMED_JOIN, 0, 1, 0x41, 0),
];

/** Whether a machine's recordings hold names of people. */
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
 * Records a replay again with the machine that played it, and replaces the names of deleted people as if they had not signed in.
 * Yields after each tick. null: the replay has none of them.
 *
 * Throws `JournalError`, `CodecError` or an error of a step if the machine cannot reproduce the replay. Delete the replay then.
 */
export function* eraseFromReplay(
  machine: ArenaWithNames,
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
    throw new JournalError("machine", "the replay has names without player ids");
  const startsWithNames = eraseNames(world, isGone);
  if (!startsWithNames && !(yield* anyJoins(machine, timeline, isGone))) return null;
  const writer = new JournalWriter();
  writer.begin(header, { world: first.world === null ? null : machine.save(world), room: null, cursors: [] });
  yield* play(machine, timeline, world, writer, isGone);
  return writer.pending().slice();
}

function configOf({ codecs }: ArenaWithNames, { header }: Timeline): unknown {
  return codecs.config.decode(header.config);
}

/** Replaces the names of deleted people in a world. Returns whether there were any. */
function eraseNames({ players, names }: World, isGone: (player: number) => boolean): boolean {
  let erased = false;
  for (let seat = 0; seat < players.high; seat++) {
    if (players.live[seat] === 0 || players.player[seat] === 0 || !isGone(players.player[seat])) continue;
    players.player[seat] = 0;
    names[seat] = neutralName(seat);
    erased = true;
  }
  return erased;
}

const neutralName = (seat: number): string => `Pilot ${seat + 1}`;

function* anyJoins(
  { codecs }: ArenaWithNames,
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
  machine: ArenaWithNames,
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
        eraseNames(recorded, isGone);
        if (machine.hash(recorded) !== hash)
          throw new JournalError("damaged", `the replay differs from its machine at tick ${tick}`);
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
      commands = entry.value.commands.map((bytes) => withoutName(codecs.command.decode(bytes), isGone));
      entry = entries.next();
    }
    writer.append(tick, commands, codecs.command);
    if (fault?.tick !== tick) {
      machine.step(world, commands, () => {});
      mark(tick);
    }
    yield;
  }
  writer.closeBatch();
  if (fault !== null) writer.fault(fault.message);
  if (end !== null) writer.end(end.reason);
}

function withoutName(command: NamedCommand, isGone: (player: number) => boolean): NamedCommand {
  if (command.type !== "join" || !isGone(command.player ?? 0)) return command;
  return { ...command, player: 0, name: neutralName(command.seat) };
}
