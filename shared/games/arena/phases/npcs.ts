import { CLIENT_CONTROL_BITS } from "../controls.ts";
import { setControls } from "../divergence.ts";
import type { Phase } from "../emit.ts";
import { perceive } from "../perceive.ts";
import { PILOTS } from "../pilots/index.ts";
import { allowedControls } from "../weapons-lock.ts";
import { PLAYER_KIND, type World } from "../world.ts";

/** How often an NPC's pilot runs, each seat at its own ticks. Its controls apply in between. */
const THINK_EVERY_TICKS = 6;

/** Runs the pilots of NPCs, which choose the controls of the next ticks. */
export const npcs: Phase = (world) => {
  const { players, config, tick } = world;
  const seats = config.seats + config.pirates + config.traders;
  for (let seat = config.seats; seat < seats; seat++)
    if ((tick + seat) % THINK_EVERY_TICKS === 0 && players.ship[seat] > 0) think(world, seat);
};

function think(world: World, seat: number): void {
  const { players, scratch } = world;
  const { pilotView, memory, controls } = scratch;
  const slot = players.ship[seat] - 1;
  perceive(world, slot, pilotView);
  memory[0] = players.memory0[seat];
  memory[1] = players.memory1[seat];
  memory[2] = players.memory2[seat];
  memory[3] = players.memory3[seat];
  controls.bits = 0;
  controls.aim = 0;
  const pilot = players.kind[seat] === PLAYER_KIND.pirate ? PILOTS.pirate : PILOTS.trader;
  pilot(pilotView, memory, world.random, controls);
  players.memory0[seat] = memory[0];
  players.memory1[seat] = memory[1];
  players.memory2[seat] = memory[2];
  players.memory3[seat] = memory[3];
  setControls(world, slot, allowedControls(world, controls.bits & CLIENT_CONTROL_BITS), controls.aim & 0xffff);
}
