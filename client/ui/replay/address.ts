/** Where a version's page is that is not the current one: the current one finds it by itself. */
const VERSION = /v\/[^/]+\/$/;
/** A finished round, or a match that goes on: each has its parameter. */
export type Watched = "replay" | "watch";

/** A finished round, or a match that goes on, by its id. */
export interface Asked {
  readonly id: string;
  readonly watched: Watched;
}

/** What an address asks to watch; null: nothing. */
export function askedIn(address: string): Asked | null {
  const match = matchIn(address);
  if (match !== null) return { id: match, watched: "watch" };
  const replay = replayIn(address);
  return replay === null ? null : { id: replay, watched: "replay" };
}

/** The id of the replay that an address asks for; null: none. */
export function replayIn(address: string): string | null {
  return parameterOf(address, "replay");
}

/** The room that an address asks to watch; null: none. */
export function matchIn(address: string): string | null {
  return parameterOf(address, "watch");
}

/** The same address with something else to watch, or nothing. */
export function addressOf(address: string, id: string | null, watched: Watched = "replay"): string {
  const url = new URL(address);
  for (const parameter of ["replay", "watch"])
    if (parameter !== watched || id === null) url.searchParams.delete(parameter);
  if (id !== null) url.searchParams.set(watched, id);
  return url.href;
}

/** A link for others: what is watched and nothing of this player's own. */
export function linkTo(address: string, id: string, watched: Watched = "replay"): string {
  const { origin, pathname } = new URL(address);
  return addressOf(origin + pathname.replace(VERSION, ""), id, watched);
}

function parameterOf(address: string, parameter: Watched): string | null {
  const value = new URL(address).searchParams.get(parameter);
  return value === "" ? null : value;
}
