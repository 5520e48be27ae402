/**
 * Address of the server that a page came from, without a trailing slash. A proxy may serve it below a path; pages of
 * earlier releases lie below `v/ID/`.
 *
 * @param address the page's address
 */
export function serverUrlOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/(?:v\/[^/]+\/)?[^/]*$/, "");
}

/** Address of a path on this page's server. @param path begins with a slash */
export function serverUrl(path: string): string {
  return serverUrlOf(window.location.href) + path;
}
