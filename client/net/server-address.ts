/** What follows the server's address in that of a page: a version, and a game. */
const PAGE = /\/(?:v\/[^/]+\/)?(?:games\/([\w-]+)|[^/]*)$/;

/**
 * Address of the server that a page came from, without a trailing slash. A proxy may serve it below a path; pages of
 * earlier releases lie below `v/ID/`, and those of games at `games/NAME`.
 *
 * @param address the page's address
 */
export function serverUrlOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(PAGE, "");
}

/** The game whose page an address is; null: that of the server itself. */
export function gameIn(address: string): string | null {
  return PAGE.exec(new URL(address).pathname)?.[1] ?? null;
}

/** Address of a game's page. @param game null: the page of the server itself */
export function gameUrl(serverUrl: string, game: string | null): string {
  return `${serverUrl}/${game === null ? "" : `games/${game}`}`;
}

/** Address of a path on this page's server. @param path begins with a slash */
export function serverUrl(path: string): string {
  return serverUrlOf(window.location.href) + path;
}
