/** Where a version's page is that is not the current one: the current one finds it by itself. */
const VERSION = /v\/[^/]+\/$/;
const PARAMETER = "replay";

/** The id of the replay that an address asks for; null: none. */
export function replayIn(address: string): string | null {
  const id = new URL(address).searchParams.get(PARAMETER);
  return id === "" ? null : id;
}

/** The same address with another replay, or none. */
export function addressOf(address: string, id: string | null): string {
  const url = new URL(address);
  if (id === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, id);
  return url.href;
}

/** A link for others: the replay and nothing of this player's own. */
export function linkTo(address: string, id: string): string {
  const { origin, pathname } = new URL(address);
  return addressOf(origin + pathname.replace(VERSION, ""), id);
}
