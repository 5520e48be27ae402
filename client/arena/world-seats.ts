import { type NameOf, nameAt } from "../../shared/arena/seats.ts";
import { ROUND, type World } from "../../shared/arena/world.ts";
import { blankPlayer } from "./blank.ts";
import type { ArenaFrame } from "./frame.ts";
import { take } from "./list.ts";
import { sortBestFirst } from "./players.ts";

/** Shows who sits where, best first, and the round, of a world that is at hand. */
export function showSeats(world: World, tickHz: number, nameOf: NameOf, frame: ArenaFrame): void {
  const { players } = world;
  frame.players.count = 0;
  for (let seat = 0; seat < players.high; seat++) {
    if (!players.live[seat]) continue;
    const view = take(frame.players, blankPlayer);
    view.seat = seat;
    view.name = nameAt(world, seat, nameOf);
    view.kind = players.kind[seat];
    view.hull = players.hull[seat];
    view.online = players.online[seat] !== 0;
    view.credits = players.credits[seat];
    view.kills = players.kills[seat];
    view.deaths = players.deaths[seat];
    view.bounty = players.bounty[seat];
    view.alive = players.ship[seat] !== 0;
    view.own = false;
  }
  frame.pilots = frame.players.count;
  sortBestFirst(frame.players.items, frame.players.count);
  frame.round.number = world.round;
  frame.round.over = world.phase === ROUND.result;
  frame.round.remainingS = Math.max(0, (world.phaseEndsAt - world.tick) / tickHz);
}
