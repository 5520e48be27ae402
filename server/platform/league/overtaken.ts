import type { LeagueRow } from "../store/rows.ts";

/** A player who fell behind another. `place`: the player's new place, from 1. */
export interface Overtaken {
  readonly player: number;
  readonly place: number;
  readonly by: LeagueRow;
}

/**
 * The players whom a round made fall behind, each once, with the best of those who passed them.
 *
 * @param rows a league that includes the round, best first
 * @param gained credits of each player in that round
 */
export function findOvertaken(rows: readonly LeagueRow[], gained: ReadonlyMap<number, number>): Overtaken[] {
  const before = ({ player, credits }: LeagueRow) => credits - (gained.get(player) ?? 0);
  return rows.flatMap((row, i) => {
    if (before(row) === 0) return [];
    const by = rows
      .slice(0, i)
      .find((other) => before(other) < before(row) && other.credits > row.credits && gained.has(other.player));
    return by === undefined ? [] : [{ player: row.player, place: i + 1, by }];
  });
}
