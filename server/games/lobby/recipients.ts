import { type Event, occupant, seatsOf, subscribersOf, type World } from "../../../shared/games/lobby/index.ts";
import { ROLE } from "../../../shared/roles.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";

/** Determines the recipients of a lobby event, as of the step that emits it. */
export function recipientsOf(event: Event, world: World, out: Recipients): void {
  switch (event.type) {
    case "line":
      if (event.seat < 0) out.seats = world.derived.readers.get(event.channel) ?? null;
      else out.seat = event.seat;
      break;
    case "opened":
    case "refused":
    case "notice":
      out.seat = event.seat;
      break;
    case "erased":
    case "closed":
      out.seats = subscribersOf(world, event.channel);
      break;
    case "reported":
      out.seats = moderatorsAnd(world, event.by);
      break;
    case "muted":
    case "banned":
      out.seats = moderatorsAnd(world, event.player);
      break;
    // Clients see this in the state; consumers need each event once.
    case "came":
    case "went":
    case "forgotten":
      break;
  }
}

function moderatorsAnd(world: World, player: number): number[] {
  const seats = new Set(seatsOf(world, player));
  for (let seat = 0; seat < world.seats.length; seat++)
    if ((occupant(world, seat)?.role ?? ROLE.guest) >= ROLE.moderator) seats.add(seat);
  return [...seats];
}
