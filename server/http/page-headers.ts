import { isIP } from "node:net";

export interface PageSettings {
  /** Origins whose pages may show this one in a frame, beside this server's own. */
  readonly embedOrigins: readonly string[];
  /** `host[:port][/path]` where clients reach the rooms, if not where they reach the page. */
  readonly publicAddress: string | null;
  /** Of a page of an earlier release, whose scripts wrote style attributes. */
  readonly styleAttributes?: boolean;
}

/** What no page here uses. */
const NO_FEATURES = ["camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb"];
const HOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;
const YEAR_S = 31_536_000;

/**
 * Headers of a page, its files and those of earlier releases: nothing from elsewhere, and nothing inline, is run or shown.
 *
 * @param host the request's Host header
 * @param secure whether the browser came by HTTPS
 * @see https://www.w3.org/TR/CSP3/
 */
export function pageHeaders(
  { embedOrigins, publicAddress, styleAttributes = false }: PageSettings,
  host: string | null,
  secure: boolean,
): Readonly<Record<string, string>> {
  const rooms = publicAddress?.split("/")[0];
  // Some browsers do not count sockets of the same host among 'self'.
  const socketHosts = [host, rooms].filter((one) => one !== null && one !== undefined && HOST.test(one));
  const scheme = secure ? "wss" : "ws";
  const policy = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    ...(styleAttributes && { "style-src-attr": "'unsafe-inline'" }),
    // The engine makes pictures of its own.
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": ["'self'", ...new Set(socketHosts.map((one) => `${scheme}://${one}`))].join(" "),
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": ["'self'", ...embedOrigins].join(" "),
  };
  return {
    "Content-Security-Policy": Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join("; "),
    ...(embedOrigins.length === 0 && { "X-Frame-Options": "SAMEORIGIN" }),
    "X-Content-Type-Options": "nosniff",
    // Addresses hold invitations to private matches.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": NO_FEATURES.map((feature) => `${feature}=()`).join(", "),
    // Browsers ignore it, with a warning, where the page came unprotected.
    ...(secure && { "Cross-Origin-Opener-Policy": "same-origin" }),
  };
}

/** Has browsers come by HTTPS only from now on; none where that would harm others on this machine, or means nothing. */
export function strictTransportSecurity(host: string | null, secure: boolean): Readonly<Record<string, string>> {
  const name = URL.parse(`https://${host ?? ""}`)?.hostname ?? "";
  const isLocal = name === "" || name === "localhost" || name.endsWith(".localhost");
  if (!secure || isLocal || isIP(name) !== 0 || name.startsWith("[")) return {};
  return { "Strict-Transport-Security": `max-age=${YEAR_S}` };
}
