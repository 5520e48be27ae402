/**
 * Path that the server redirects to the page version of a seat's match; without a seat, to the newest.
 *
 * @param token the seat's SDK token: the room's id and a colon before the secret
 * @param search the page's own query, with its `?`
 * @param newest path of the newest page
 */
export function playPagePath(token: string | null, search: string, newest = "/"): string {
  const room = token === null ? "" : token.slice(0, token.indexOf(":"));
  return `${/^[\w-]+$/.test(room) ? `/play/${room}` : newest}${search}`;
}

/** Path that the server redirects to the page version of a replay. @param search the page's own query, with its `?` */
export function replayPagePath(id: string, search: string): string {
  return `/watch/${encodeURIComponent(id)}${search}`;
}

/** Path that the server redirects to the page version of a match, to watch it. @param search the page's own query, with its `?` */
export function matchPagePath(room: string, search: string): string {
  return `/play/${encodeURIComponent(room)}${search}`;
}
