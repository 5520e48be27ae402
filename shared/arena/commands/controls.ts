import { clamp, round, wrapTurn } from "../../math/fixed.ts";
import { coldBits, mayMistake } from "../cold.ts";
import { ALL_BITS, CONTROL, USED_UP } from "../controls.ts";
import { SHOWN_MEAN_SHARE, SHOWN_SPREAD_TICKS } from "../data/rules.ts";
import { steer } from "../shown.ts";
import type { World } from "../world.ts";
import { type Handler, isSeated } from "./handler.ts";

/** Holds until the next one, through death and return. */
export const controls: Handler<"controls"> = (world, command) => {
  const { seat } = command;
  if (!isSeated(world, seat)) return;
  const { players, ships } = world;
  const given = command.bits & ALL_BITS & ~CONTROL.late;
  const aim = wrapTurn(command.aim);
  const isRepeat = players.bits[seat] === given && players.aim[seat] === aim;
  players.bits[seat] = given & ~USED_UP;
  players.aim[seat] = aim;
  see(world, seat, command.seen);
  const slot = players.ship[seat] - 1;
  if (slot < 0) return;
  // Whoever gave them late has flown otherwise meanwhile, unless they are what was held.
  const isLate = (command.bits & CONTROL.late) !== 0 && !isRepeat;
  if (isLate || mayMistake(world, given)) ships.touched[slot] = 1;
  steer(world, slot, coldBits(world, given), aim);
};

/** A player chooses no view to be judged by: it is about as old as it always is. */
function see({ players }: World, seat: number, seen: number): void {
  const { seenMean } = players;
  if (seenMean[seat] === 0) seenMean[seat] = seen * 256;
  else seenMean[seat] += round(((seen * 256 - seenMean[seat]) * SHOWN_MEAN_SHARE) / 256);
  const usual = round(seenMean[seat] / 256);
  players.seen[seat] = clamp(seen, Math.max(0, usual - SHOWN_SPREAD_TICKS), usual + SHOWN_SPREAD_TICKS);
}
