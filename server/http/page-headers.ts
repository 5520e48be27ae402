import { isIP } from "node:net";

export interface PageSettings {
  /** Origins that may embed the page in a frame, besides this server's own. */
  readonly embedOrigins: readonly string[];
  /** `host[:port][/path]` at which clients reach the rooms; null: the page's own. */
  readonly publicAddress: string | null;
  /** Allows style attributes, which the scripts of earlier releases wrote. */
  readonly styleAttributes?: boolean;
}

/** Browser features that no page uses. */
const NO_FEATURES = ["camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb"];
const HOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;
const YEAR_S = 31_536_000;

/**
 * Headers of a page and its files, also of earlier releases: they allow neither foreign nor inline content.
 *
 * @param host the request's Host header
 * @param secure whether the browser uses HTTPS
 * @see https://www.w3.org/TR/CSP3/
 */
export function pageHeaders(
  { embedOrigins, publicAddress, styleAttributes = false }: PageSettings,
  host: string | null,
  secure: boolean,
): Readonly<Record<string, string>> {
  const rooms = publicAddress?.split("/")[0];
  // Some browsers do not include sockets of the same host in 'self'.
  const socketHosts = [host, rooms].filter((one) => one !== null && one !== undefined && HOST.test(one));
  const scheme = secure ? "wss" : "ws";
  const policy = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    ...(styleAttributes && { "style-src-attr": "'unsafe-inline'" }),
    // The engine creates images from data and blob URLs.
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
    // URLs contain invitations to private matches.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": NO_FEATURES.map((feature) => `${feature}=()`).join(", "),
    // On pages without HTTPS, browsers ignore it with a warning.
    ...(secure && { "Cross-Origin-Opener-Policy": "same-origin" }),
  };
}

/**
 * The header that makes browsers use HTTPS from now on. Empty where it means nothing, or would affect other servers on
 * this machine.
 */
export function strictTransportSecurity(host: string | null, secure: boolean): Readonly<Record<string, string>> {
  const name = URL.parse(`https://${host ?? ""}`)?.hostname ?? "";
  const isLocal = name === "" || name === "localhost" || name.endsWith(".localhost");
  if (!secure || isLocal || isIP(name) !== 0 || name.startsWith("[")) return {};
  return { "Strict-Transport-Security": `max-age=${YEAR_S}` };
}
