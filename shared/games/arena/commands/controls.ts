import { clamp, round, wrapTurn } from "../../../math/fixed.ts";
import { COMMAND_CONTROL_BITS, CONTROL, ONE_TICK_BITS } from "../controls.ts";
import { VIEW_AGE_MEAN_WEIGHT, VIEW_AGE_SPREAD_TICKS } from "../data/rules.ts";
import { setControls } from "../divergence.ts";
import { allowedControls, mayMispredictPhase } from "../weapons-lock.ts";
import type { World } from "../world.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Applies until the next `controls`, also across a respawn. */
export const controls: Handler<"controls"> = (world, command) => {
  const { seat } = command;
  if (!isSeated(world, seat)) return;
  const { players, ships } = world;
  const bits = command.bits & COMMAND_CONTROL_BITS & ~CONTROL.late;
  const aim = wrapTurn(command.aim);
  const isRepeat = players.bits[seat] === bits && players.aim[seat] === aim;
  players.bits[seat] = bits & ~ONE_TICK_BITS;
  players.aim[seat] = aim;
  setViewAge(world, seat, command.seen);
  const slot = players.ship[seat] - 1;
  if (slot < 0) return;
  // The client of a late command predicted other motion, unless the command changes nothing.
  const isLate = (command.bits & CONTROL.late) !== 0 && !isRepeat;
  if (isLate || mayMispredictPhase(world, bits)) ships.touched[slot] = 1;
  setControls(world, slot, allowedControls(world, bits), aim);
};

/** Sets the age of a player's view, kept near its mean so that players cannot choose it. */
function setViewAge({ players }: World, seat: number, seen: number): void {
  const { seenMean } = players;
  if (seenMean[seat] === 0) seenMean[seat] = seen * 256;
  else seenMean[seat] += round(((seen * 256 - seenMean[seat]) * VIEW_AGE_MEAN_WEIGHT) / 256);
  const mean = round(seenMean[seat] / 256);
  players.seen[seat] = clamp(seen, Math.max(0, mean - VIEW_AGE_SPREAD_TICKS), mean + VIEW_AGE_SPREAD_TICKS);
}
