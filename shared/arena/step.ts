import type { Command } from "./command.ts";
import { applyCommands } from "./commands/index.ts";
import type { Emit, Phase } from "./emit.ts";
import { belts } from "./phases/belts.ts";
import { bolts } from "./phases/bolts.ts";
import { bumps } from "./phases/bumps.ts";
import { crashes } from "./phases/crashes.ts";
import { deaths } from "./phases/deaths.ts";
import { docks } from "./phases/docks.ts";
import { drifts } from "./phases/drifts.ts";
import { fire } from "./phases/fire.ts";
import { helms } from "./phases/helms.ts";
import { hunts } from "./phases/hunts.ts";
import { mining } from "./phases/mining.ts";
import { news } from "./phases/news.ts";
import { npcs } from "./phases/npcs.ts";
import { pods } from "./phases/pods.ts";
import { publish } from "./phases/publish.ts";
import { respawns } from "./phases/respawns.ts";
import { rounds } from "./phases/rounds.ts";
import { moveBodies } from "./rails.ts";
import type { World } from "./world.ts";

/** The phases of a tick after its commands, in order. */
const PHASES: readonly Phase[] = [
  // Everything moves.
  helms,
  drifts,
  // Everything collides.
  fire,
  bolts,
  bumps,
  crashes,
  // Consequences.
  mining,
  docks,
  deaths,
  pods,
  // Preparations for the next ticks.
  rounds,
  news,
  respawns,
  hunts,
  belts,
  npcs,
  publish,
];

/** Exactly one tick. */
export function step(world: World, commands: readonly Command[], emit: Emit): void {
  world.tick++;
  moveBodies(world.scratch.rails, world.config.map, world.tick);
  applyCommands(world, commands, emit);
  for (const phase of PHASES) phase(world, emit);
}
