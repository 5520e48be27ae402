/** Where a version's page is that is not the current one: the current one finds it by itself. */
const VERSION = /v\/[^/]+\/$/;
/** A finished round, or a match that goes on: each has its parameter. */
export type Watched = "replay" | "watch";

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
