import type { Emit } from "./emit.ts";
import { markRecent } from "./members.ts";
import { unsubscribeAll } from "./subscriptions.ts";
import { EVICTION, type Seat, type World } from "./world.ts";

/** Counts a player's new seat. */
export function addPresence(world: World, { player, name }: Seat, emit: Emit): void {
  const { present } = world.derived;
  const seats = present.get(player) ?? 0;
  present.set(player, seats + 1);
  if (seats === 0) emit({ type: "came", player, name });
}

/** Uncounts a player's seat. */
export function removePresence(world: World, seat: Seat, emit: Emit): void {
  const { present } = world.derived;
  const { player, name } = seat;
  unsubscribeAll(world, seat);
  const seats = (present.get(player) ?? 0) - 1;
  if (seats > 0) {
    present.set(player, seats);
    return;
  }
  present.delete(player);
  markRecent(world, player);
  emit({ type: "went", player, name });
}

/** Evicts all seats of a player; they count as empty until they are freed. */
export function evict(world: World, player: number, why: number, emit: Emit): void {
  for (const seat of world.seats) {
    if (seat === null || seat.player !== player || seat.out !== EVICTION.no) continue;
    seat.out = why;
    removePresence(world, seat, emit);
  }
}
