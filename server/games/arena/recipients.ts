import type { Event } from "../../../shared/games/arena/event.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";
import { EVENT_REACH_PX } from "./views.ts";

/** The recipients of an event. @param isKnown whether every client knows the player at a seat */
export function recipientsOf(event: Event, isKnown: (seat: number) => boolean, out: Recipients): void {
  if ("x" in event) {
    out.x = event.x;
    out.y = event.y;
    out.reachPx = EVENT_REACH_PX;
  }
  switch (event.type) {
    case "roundStart":
    case "roundEnd":
      out.everyone = true;
      break;
    case "death":
      out.everyone = isKnown(event.seat) && (event.by < 0 || isKnown(event.by));
      out.seat = event.seat;
      out.other = event.by;
      break;
    case "hit":
      out.seat = event.seat;
      out.other = event.by;
      break;
    case "arrive":
    case "depart":
    case "pulse":
    case "standing":
    case "result":
    case "wanted":
    case "burst":
    case "crack":
      break;
    default:
      out.seat = event.seat;
  }
}
