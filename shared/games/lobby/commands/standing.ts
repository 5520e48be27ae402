import { LOBBY_BOUNDS } from "../bounds.ts";
import { dropScore, freeRow, matchRow } from "../matches.ts";
import { scoreKey } from "../world.ts";
import type { Handler } from "./handler.ts";

export const standing: Handler<"standing"> = (world, command) => {
  const { scores, matches, derived } = world;
  const { room, seat, player, name, credits, kills, deaths, gone } = command;
  if (gone) {
    const of = derived.matchRows.get(room);
    const row = of === undefined ? undefined : derived.scoreRows.get(scoreKey(of, seat));
    if (row !== undefined) dropScore(world, row);
    return;
  }
  const match = matchRow(world, room);
  if (match < 0) return;
  const heard = matches[match];
  if (heard !== null) heard.heardAt = world.tick;
  const key = scoreKey(match, seat);
  const row = derived.scoreRows.get(key) ?? freeRow(scores, LOBBY_BOUNDS.scores);
  if (row < 0) return;
  scores[row] = { match, seat, player, name, credits, kills, deaths };
  derived.scoreRows.set(key, row);
};
