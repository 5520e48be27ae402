import { SWEEP_EVERY_TICKS } from "./bounds.ts";
import { closeExpiredChannels } from "./channels.ts";
import type { Command } from "./command.ts";
import { applyCommands } from "./commands/index.ts";
import type { Emit } from "./emit.ts";
import { removeSilentMatches } from "./matches.ts";
import { sweepMembers } from "./members.ts";
import { sendHistory } from "./subscriptions.ts";
import type { World } from "./world.ts";

/** Steps one tick. */
export function step(world: World, commands: readonly Command[], emit: Emit): void {
  world.tick++;
  world.derived.said.clear();
  applyCommands(world, commands, emit);
  sendHistory(world, emit);
  removeSilentMatches(world);
  closeExpiredChannels(world, emit);
  if (world.tick % SWEEP_EVERY_TICKS === 0) sweepMembers(world);
}
