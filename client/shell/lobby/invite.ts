const PARAMETER = "match";
/** Path of a page of one version, before that of its game; links leave it out. */
const VERSION = /(?:v|play|watch)\/[^/]+\/?(?=$|games\/[\w-]+$)/;

/** The room that an address invites to; null: none. */
export function invitedRoomIn(address: string): string | null {
  const room = new URL(address).searchParams.get(PARAMETER);
  return room !== null && /^[\w-]{1,40}$/.test(room) ? room : null;
}

/** A link to share: it has the match and nothing about this player. */
export function inviteLink(address: string, room: string): string {
  const { origin, pathname } = new URL(address);
  return withInvite(origin + pathname.replace(VERSION, ""), room);
}

/** The same address with this invitation, or without one. */
export function withInvite(address: string, room: string | null): string {
  const url = new URL(address);
  if (room === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, room);
  return url.href;
}
