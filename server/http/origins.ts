/** Who may open sockets and take seats from a browser: pages of the host they ask, a list of origins, or everyone. */
export type AllowedOrigins = "same-host" | "*" | readonly string[];

/**
 * Whether a request that carries `origin` may be served. A request without one does not come from a web page (bots,
 * tools), and pages cannot leave it out, so it is allowed.
 *
 * @param host the request's Host header
 */
export function originAllowed(origin: string | null, host: string | null, allowed: AllowedOrigins): boolean {
  if (origin === null || allowed === "*") return true;
  return allowed === "same-host" ? isSameHost(origin, host) : allowed.includes(origin);
}

/** Whether a page of `origin` is of the host, with its port, that a request's Host header names. */
export function isSameHost(origin: string, host: string | null): boolean {
  const page = URL.parse(origin);
  // Parsing the Host under the page's scheme drops that scheme's default port on both sides.
  return page !== null && page.host !== "" && page.host === URL.parse(`${page.protocol}//${host ?? ""}`)?.host;
}
