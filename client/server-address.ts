/**
 * Address of the server that a page came from, without a slash at the end: a proxy may have put it below a path, and pages
 * of earlier releases lie below `v/ID/`.
 *
 * @param address of the page
 */
export function serverOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/(?:v\/[^/]+\/)?[^/]*$/, "");
}

/** A path of this page's server as an address. @param path begins with a slash */
export function onServer(path: string): string {
  return serverOf(window.location.href) + path;
}
