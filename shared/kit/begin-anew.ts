import type { AnyCommand } from "./command-codec.ts";
import type { AnyRules } from "./define.ts";
import { seatCommands } from "./seat-commands.ts";
import { create } from "./step.ts";
import type { AnyWorld, Values } from "./world.ts";

/**
 * A new world at the tick of an earlier one, with the players who held its seats: for rules that cannot hold the earlier
 * one, see `carryOver`. Players on seats that these rules do not have are left out.
 *
 * @param seed uint32
 */
export function beginAnew(
  { compiled, derived, machine }: AnyRules,
  seed: number,
  config: Values,
  before: AnyWorld,
): AnyWorld {
  const { seats, tick, hidden } = before;
  // Nobody has a seat before the first tick.
  if (tick === 0) return create(compiled, derived, seed, config);
  const world = create(compiled, derived, seed, config, tick - 1);
  const held = [...seats.entries()].filter(([seat, status]) => seat < world.seats.length && status !== "empty");
  const commands = held.flatMap(([seat, status]) => [
    seatCommands.join(seat, hidden.holders[seat]),
    ...(status === "away" ? [seatCommands.drop(seat)] : []),
  ]);
  machine.step(world, commands as unknown as AnyCommand[], () => undefined);
  return world;
}
