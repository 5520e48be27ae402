import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import type { LobbyPlayer, Match, Score } from "../../shell/lobby/model.ts";

/** Players in the lobby, sorted by name and id; merges the seats of one player. */
export function peopleOf(state: LobbyState): LobbyPlayer[] {
  const found = new Map<number, LobbyPlayer>();
  for (const { player, name, role, match, away } of state.people.values()) {
    const other = found.get(player);
    found.set(player, {
      player,
      name: other?.name ?? name,
      role: Math.max(role, other?.role ?? 0),
      match: match || (other?.match ?? ""),
      away: away && (other?.away ?? true),
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.player - b.player));
}

/** @param atMs converts a tick of the lobby to a time */
export function matchesOf(state: LobbyState, atMs: (tick: number) => number): Match[] {
  const scores = new Map<number, Score[]>();
  for (const { match, player, name, credits, kills, deaths } of state.scores.values()) {
    const list = scores.get(match) ?? [];
    scores.set(match, list);
    list.push({ player, name, credits, kills, deaths });
  }
  const matches: Match[] = [];
  state.matches.forEach(({ room, round, playing, endsAt, people, seats }, key) => {
    const best = (scores.get(Number(key)) ?? []).sort(
      (a, b) => b.credits - a.credits || b.kills - a.kills || a.deaths - b.deaths || a.player - b.player,
    );
    matches.push({ room, round, playing, endsAtMs: Math.round(atMs(endsAt)), people, seats, scores: best });
  });
  return matches.sort((a, b) => b.people - a.people || (a.room < b.room ? -1 : 1));
}
