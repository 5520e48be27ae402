import { LOBBY_BOUNDS } from "./bounds.ts";
import { setChannelExpiry } from "./channels.ts";
import { type Match, scoreKey, type World } from "./world.ts";

/** The row of a match, added if needed; −1: too many. */
export function matchRow(world: World, room: string): number {
  const { matches, derived, tick } = world;
  const known = derived.matchRows.get(room);
  if (known !== undefined) return known;
  const row = freeRow(matches, LOBBY_BOUNDS.matches);
  if (row < 0) return -1;
  const numbers = { round: 0, endsAt: 0, people: 0, seats: 0, heardAt: tick };
  matches[row] = { room, listed: false, playing: false, ...numbers };
  derived.matchRows.set(room, row);
  setChannelExpiry(world, room, true);
  return row;
}

/** The lowest free row; −1: none. */
export function freeRow(rows: readonly unknown[], most: number): number {
  const row = rows.indexOf(null);
  if (row >= 0) return row;
  return rows.length < most ? rows.length : -1;
}

/** Removes a row, and free rows at the end. */
export function dropRow(rows: unknown[], row: number): void {
  rows[row] = null;
  while (rows.length > 0 && rows[rows.length - 1] === null) rows.pop();
}

/** Removes matches without a recent pulse. */
export function removeSilentMatches(world: World): void {
  const { matches, config, tick } = world;
  for (let row = 0; row < matches.length; row++) {
    const match = matches[row];
    if (match !== null && tick - match.heardAt >= config.matchSilentTicks) forgetMatch(world, row, match);
  }
}

function forgetMatch(world: World, row: number, { room }: Match): void {
  const { matches, scores, members, derived } = world;
  for (let i = 0; i < scores.length; i++) if (scores[i]?.match === row) dropScore(world, i);
  for (const member of members.values()) if (member.match === room) member.match = "";
  derived.matchRows.delete(room);
  dropRow(matches, row);
  setChannelExpiry(world, room, false);
}

export function dropScore({ scores, derived }: World, row: number): void {
  const score = scores[row];
  if (score === null || score === undefined) return;
  derived.scoreRows.delete(scoreKey(score.match, score.seat));
  dropRow(scores, row);
}
