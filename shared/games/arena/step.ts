import type { Command } from "./command.ts";
import { applyCommands } from "./commands/index.ts";
import type { Emit, Phase } from "./emit.ts";
import { belts } from "./phases/belts.ts";
import { bodyCollisions } from "./phases/body-collisions.ts";
import { bolts } from "./phases/bolts.ts";
import { deaths } from "./phases/deaths.ts";
import { docks } from "./phases/docks.ts";
import { placeDrifting } from "./phases/drifting.ts";
import { fire } from "./phases/fire.ts";
import { breakRocks } from "./phases/mining.ts";
import { npcs } from "./phases/npcs.ts";
import { sendPirates } from "./phases/pirates.ts";
import { pods } from "./phases/pods.ts";
import { publish } from "./phases/publish.ts";
import { respawns } from "./phases/respawns.ts";
import { rounds } from "./phases/rounds.ts";
import { shipCollisions } from "./phases/ship-collisions.ts";
import { moveShips } from "./phases/ships.ts";
import { statusEvents } from "./phases/status-events.ts";
import { moveBodies } from "./rails.ts";
import type { World } from "./world.ts";

/** The phases of a tick after its commands, in order. */
const PHASES: readonly Phase[] = [
  // Everything moves.
  moveShips,
  placeDrifting,
  // Everything collides.
  fire,
  bolts,
  shipCollisions,
  bodyCollisions,
  // Consequences.
  breakRocks,
  docks,
  deaths,
  pods,
  // Preparations for the next ticks.
  rounds,
  statusEvents,
  respawns,
  sendPirates,
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
