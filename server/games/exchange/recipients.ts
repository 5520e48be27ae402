import type { Event, World } from "../../../shared/games/exchange/index.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";

/** Determines the recipients of an event of the exchange, as of the step that emits it. */
export function recipientsOf(event: Event, world: World, out: Recipients): void {
  switch (event.type) {
    case "closed":
      out.everyone = true;
      break;
    // Clients see these in the state; services need each event once.
    case "traded":
    case "issued":
    case "granted":
    case "delivered":
    case "forgotten":
      break;
    default:
      toPlayer(event.player, world, out);
  }
}

function toPlayer(player: number, { seats }: World, out: Recipients): void {
  const [theirs, epochs]: [number[], number[]] = [[], []];
  for (let seat = seats.player.indexOf(player); seat >= 0; seat = seats.player.indexOf(player, seat + 1)) {
    if (seats.live[seat] === 0) continue;
    theirs.push(seat);
    epochs.push(seats.epoch[seat]);
  }
  out.seats = theirs;
  out.epochs = epochs;
}
