/**
 * Where the server leads from to the page that plays a seat's match; without a seat, to the newest.
 *
 * @param token of the seat, as the SDK has it: the room's id and a colon before the secret
 * @param search the page's own query, with its `?`
 */
export function playPath(token: string | null, search: string): string {
  const room = token === null ? "" : token.slice(0, token.indexOf(":"));
  return `${/^[\w-]+$/.test(room) ? `/play/${room}` : "/"}${search}`;
}

/** Where the server leads from to the page that shows a replay. @param search the page's own query, with its `?` */
export function watchPath(id: string, search: string): string {
  return `/watch/${encodeURIComponent(id)}${search}`;
}

/** Where the server leads from to the page that plays a match, to watch it there. @param search the page's own query, with its `?` */
export function matchPath(room: string, search: string): string {
  return `/play/${encodeURIComponent(room)}${search}`;
}
