/** The version in a page's path, before its game. Links leave it out, so they lead to the current page. */
const VERSION = /v\/[^/]+\/(?=$|games\/[\w-]+$)/;
/** A finished round or a running match; each has its own URL parameter. */
export type WatchKind = "replay" | "watch";

/** A finished round or a running match, by its id. */
export interface WatchTarget {
  readonly id: string;
  readonly watched: WatchKind;
}

/** The recording or match that an address asks for; null: none. */
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

/** The address with another recording or match, or none. */
export function addressWith(address: string, id: string | null, watched: WatchKind = "replay"): string {
  const url = new URL(address);
  for (const parameter of ["replay", "watch"])
    if (parameter !== watched || id === null) url.searchParams.delete(parameter);
  if (id !== null) url.searchParams.set(watched, id);
  return url.href;
}

/** A link to share: it has the recording or match and nothing about this player. */
export function shareLink(address: string, id: string, watched: WatchKind = "replay"): string {
  const { origin, pathname } = new URL(address);
  return addressWith(origin + pathname.replace(VERSION, ""), id, watched);
}

function parameterOf(address: string, parameter: WatchKind): string | null {
  const value = new URL(address).searchParams.get(parameter);
  return value === "" ? null : value;
}
