import type { LeagueRow } from "../store/rows.ts";

/** Someone who is behind another now, and was not before. `place`: theirs now, from 1. */
export interface Overtaken {
  readonly player: number;
  readonly place: number;
  readonly by: LeagueRow;
}

/**
 * Whom a round made fall behind, each once, by the best of those who came past.
 *
 * @param rows a league with the round in it, best first
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
