import { arena } from "../../shared/arena/index.ts";
import { checkMachine, JournalError, type Timeline, type Verdict, verify } from "../../shared/journal/index.ts";
import type { Machine } from "../../shared/machine.ts";

/** A machine whose journals can be replayed. */
export interface KnownMachine {
  readonly id: string;
  readonly version: number;
  readonly tickHz: number;
  verify(timeline: Timeline): Verdict;
}

export function known<World, Command, Event, Config>(machine: Machine<World, Command, Event, Config>): KnownMachine {
  const { id, version, tickHz } = machine;
  return { id, version, tickHz, verify: (timeline) => verify(machine, timeline) };
}

export const MACHINES: readonly KnownMachine[] = [known(arena)];

/** The machine that a timeline is of. Throws {@link JournalError}. */
export function machineOf(timeline: Timeline, machines: readonly KnownMachine[]): KnownMachine {
  const { machine: id, machineVersion } = timeline.header;
  const versions = machines.filter((machine) => machine.id === id);
  const found = versions.find(({ version }) => version === machineVersion) ?? versions[0];
  if (found === undefined) {
    const ids = [...new Set(machines.map((machine) => machine.id))].join(", ");
    throw new JournalError("machine", `a journal of the unknown machine ${id}; known are ${ids}`);
  }
  checkMachine(found, timeline);
  return found;
}
