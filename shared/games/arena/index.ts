import type { Machine } from "../../machine.ts";
import type { Command } from "./command.ts";
import { commandCodec } from "./command-codec.ts";
import { applyCommands } from "./commands/index.ts";
import type { ArenaConfig } from "./config.ts";
import { configCodec } from "./config-codec.ts";
import { create } from "./create.ts";
import type { Emit } from "./emit.ts";
import type { Event } from "./event.ts";
import { eventCodec } from "./event-codec.ts";
import { runPhases } from "./phases/index.ts";
import { moveBodies } from "./rails.ts";
import { hash, load, save } from "./save.ts";
import { anyoneSeated } from "./seats.ts";
import type { World } from "./world.ts";

/** The star-system arena. */
export const arena: Machine<World, Command, Event, ArenaConfig> = {
  id: "arena",
  version: 6,
  tickHz: 60,
  codecs: { command: commandCodec, event: eventCodec, config: configCodec },
  create,
  step,
  tick: (world) => world.tick,
  // NPCs alone need no ticks: a world without people sleeps until someone joins.
  nextWake: (world) => (anyoneSeated(world) ? world.tick + 1 : null),
  save,
  load,
  hash,
};

/** Exactly one tick. */
function step(world: World, commands: readonly Command[], emit: Emit): void {
  world.tick++;
  moveBodies(world.scratch.rails, world.config.map, world.tick);
  applyCommands(world, commands, emit);
  runPhases(world, emit);
}

export type { ClientCommand } from "./client-command.ts";
export { decodeClientCommand, encodeClientCommand, mergeControls } from "./client-command.ts";
export type { Command } from "./command.ts";
export type { ArenaConfig, BeltConfig, BodyConfig, MapConfig, StationConfig } from "./config.ts";
export { arenaConfig } from "./config-codec.ts";
export { AIM_STEP, CLIENT_CONTROL_BITS, CONTROL, type Controls } from "./controls.ts";
export { HULLS, type Hull, hullOf } from "./data/hulls.ts";
export { ORE_KINDS, ORES, type Ore } from "./data/ores.ts";
export { POD_RADIUS_PX, ROCK_SIZES } from "./data/rocks.ts";
export { DOCK_RING_PX } from "./data/rules.ts";
export { WEAPON, WEAPONS, type Weapon, weaponOf } from "./data/weapons.ts";
export { DEFAULT_MAP } from "./default-map.ts";
export { canDock, stationAt } from "./dock.ts";
export { type Motion, placeDrift } from "./drift.ts";
export { CAUSE, type Event } from "./event.ts";
export { copyHelm, newHelm, stepHelm } from "./helm.ts";
export { createRails, moveRails, type Rails } from "./rails.ts";
export { launchShot, stepShot } from "./shot.ts";
export {
  type Drift,
  HELM_FIELDS,
  type Helm,
  PATCH_EVERY_TICKS,
  PLAYER_KIND,
  ROUND,
  type Shot,
  type World,
} from "./world.ts";
