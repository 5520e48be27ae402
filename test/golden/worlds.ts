import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyMachine } from "../../server/runtime/room-definition.ts";
import { createRandom } from "../../shared/math/random.ts";
import { meetingCommands, newMeeting } from "./meeting.ts";

/** One world that a version of a singleton room's rules saved. */
export interface GoldenWorld {
  /** What is in it that others lack. */
  readonly what: string;
  readonly tick: number;
  /** In hex, as all bytes. */
  readonly config: string;
  readonly world: string;
  readonly hash: string;
}

/** How a singleton room is played by chance: a new world, and commands for a tick. */
interface Play {
  create(): { readonly world: unknown; readonly config: unknown };
  commands(random: ReturnType<typeof createRandom>, tick: number): readonly unknown[];
}

/** By the machine's id. */
export const PLAYS: Readonly<Record<string, Play>> = {
  lobby: {
    create() {
      const world = newMeeting();
      return { world, config: world.config };
    },
    commands: meetingCommands,
  },
};

const TICKS = 1_500;

export const pathOf = (machine: string, version: number) =>
  join(import.meta.dirname, "worlds", `${machine}-${version}.json`);

/** The worlds that are kept of a version; none: it has no file. */
export function goldenWorlds(machine: string, version: number): readonly GoldenWorld[] {
  const path = pathOf(machine, version);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
}

/** Lets a world be played on by chance. */
export function playOn(machine: AnyMachine, world: unknown, ticks: number): void {
  const random = createRandom(2_027);
  const { commands } = PLAYS[machine.id];
  for (let i = 0; i < ticks; i++) machine.step(world, commands(random, machine.tick(world) + 1), () => {});
}

/** Writes a world of the present version, if none is kept. What is kept never changes: servers have such journals. */
export function keepWorld(machine: AnyMachine): void {
  const path = pathOf(machine.id, machine.version);
  if (existsSync(path)) return;
  const { world, config } = PLAYS[machine.id].create();
  playOn(machine, world, TICKS);
  const golden: GoldenWorld = {
    what: "everything",
    tick: machine.tick(world),
    config: Buffer.from(machine.codecs.config.encode(config)).toString("hex"),
    world: Buffer.from(machine.save(world)).toString("hex"),
    hash: machine.hash(world),
  };
  writeFileSync(path, `${JSON.stringify([golden], null, 2)}\n`);
}
