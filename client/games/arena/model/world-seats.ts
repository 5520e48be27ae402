import { type NameOf, nameAt } from "../../../../shared/games/arena/seats.ts";
import { ROUND, type World } from "../../../../shared/games/arena/world.ts";
import { blankPlayer } from "./blank-views.ts";
import type { ArenaFrame } from "./frame.ts";
import { nextItem } from "./list.ts";
import { sortBestFirst } from "./player-tracker.ts";

/** Shows a world's players, best first, and its round. */
export function showSeats(world: World, tickHz: number, nameOf: NameOf, frame: ArenaFrame): void {
  const { players } = world;
  frame.players.count = 0;
  for (let seat = 0; seat < players.high; seat++) {
    if (!players.live[seat]) continue;
    const view = nextItem(frame.players, blankPlayer);
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
  frame.pilotCount = frame.players.count;
  sortBestFirst(frame.players.items, frame.players.count);
  frame.round.number = world.round;
  frame.round.over = world.phase === ROUND.result;
  frame.round.remainingS = Math.max(0, (world.phaseEndsAt - world.tick) / tickHz);
}
