import type { Emit, Phase } from "../emit.ts";
import type { World } from "../world.ts";
import { belts } from "./belts.ts";
import { bodyCollisions } from "./body-collisions.ts";
import { bolts } from "./bolts.ts";
import { deaths } from "./deaths.ts";
import { docks } from "./docks.ts";
import { placeDrifting } from "./drifting.ts";
import { fire } from "./fire.ts";
import { breakRocks } from "./mining.ts";
import { npcs } from "./npcs.ts";
import { sendPirates } from "./pirates.ts";
import { pods } from "./pods.ts";
import { publish } from "./publish.ts";
import { respawns } from "./respawns.ts";
import { rounds } from "./rounds.ts";
import { shipCollisions } from "./ship-collisions.ts";
import { moveShips } from "./ships.ts";
import { statusEvents } from "./status-events.ts";

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

/** Runs the phases of one tick. */
export function runPhases(world: World, emit: Emit): void {
  for (const phase of PHASES) phase(world, emit);
}
