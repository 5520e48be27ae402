const PARAMETER = "match";
/** Where the server leads a version's page from; links leave it out. */
const VERSION = /(?:v|play|watch)\/[^/]+\/?$/;

/** The room of the match that an address invites to; null: none. */
export function inviteIn(address: string): string | null {
  const room = new URL(address).searchParams.get(PARAMETER);
  return room !== null && /^[\w-]{1,40}$/.test(room) ? room : null;
}

/** A link for others: the match and nothing of this player's own. */
export function inviteTo(address: string, room: string): string {
  const { origin, pathname } = new URL(address);
  return withInvite(origin + pathname.replace(VERSION, ""), room);
}

/** The same address with an invitation, or none. */
export function withInvite(address: string, room: string | null): string {
  const url = new URL(address);
  if (room === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, room);
  return url.href;
}
