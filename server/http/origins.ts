/** The origins whose pages may open sockets and take seats: the host's own, a list, or all. */
export type AllowedOrigins = "same-host" | "*" | readonly string[];

/**
 * Whether to serve a request with this `Origin`. Requests without one do not come from web pages but from bots and
 * tools; a page cannot omit it. So they are allowed.
 *
 * @param host the request's Host header
 */
export function originAllowed(origin: string | null, host: string | null, allowed: AllowedOrigins): boolean {
  if (origin === null || allowed === "*") return true;
  return allowed === "same-host" ? isSameHost(origin, host) : allowed.includes(origin);
}

/** Whether `origin` is the host and port of a request's Host header. */
export function isSameHost(origin: string, host: string | null): boolean {
  const page = URL.parse(origin);
  // Parsing the Host under the page's scheme drops that scheme's default port on both sides.
  return page !== null && page.host !== "" && page.host === URL.parse(`${page.protocol}//${host ?? ""}`)?.host;
}
