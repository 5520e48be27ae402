/** Path of a page of one version, before that of its game; links leave it out: the current page finds it by itself. */
const VERSION = /v\/[^/]+\/(?=$|games\/[\w-]+$)/;
/** A finished round, or a match that goes on: each has its parameter. */
export type WatchKind = "replay" | "watch";

/** A finished round, or a match that goes on, by its id. */
export interface WatchTarget {
  readonly id: string;
  readonly watched: WatchKind;
}

/** What an address asks to watch; null: nothing. */
export function watchTargetIn(address: string): WatchTarget | null {
  const match = matchIdIn(address);
  if (match !== null) return { id: match, watched: "watch" };
  const replay = replayIdIn(address);
  return replay === null ? null : { id: replay, watched: "replay" };
}

/** The id of the replay that an address asks for; null: none. */
export function replayIdIn(address: string): string | null {
  return parameterOf(address, "replay");
}

/** The room that an address asks to watch; null: none. */
export function matchIdIn(address: string): string | null {
  return parameterOf(address, "watch");
}

/** The same address with something else to watch, or nothing. */
export function addressWith(address: string, id: string | null, watched: WatchKind = "replay"): string {
  const url = new URL(address);
  for (const parameter of ["replay", "watch"])
    if (parameter !== watched || id === null) url.searchParams.delete(parameter);
  if (id !== null) url.searchParams.set(watched, id);
  return url.href;
}

/** A link for others: what is watched and nothing of this player's own. */
export function shareLink(address: string, id: string, watched: WatchKind = "replay"): string {
  const { origin, pathname } = new URL(address);
  return addressWith(origin + pathname.replace(VERSION, ""), id, watched);
}

function parameterOf(address: string, parameter: WatchKind): string | null {
  const value = new URL(address).searchParams.get(parameter);
  return value === "" ? null : value;
}
