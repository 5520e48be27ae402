import { isIP } from "node:net";
import { ApiRefusal } from "../../http/api-refusal.ts";

/** The relying party of WebAuthn: for whom passkeys are created. */
export interface RelyingParty {
  /** A domain. */
  readonly id: string;
  /** Origin of the calling page, as the authenticator receives it. */
  readonly origin: string;
}

/**
 * The relying party of a call; null: passkeys do not work there. They need a domain, and a page that uses HTTPS or is
 * local.
 *
 * @param publicAddress `host[:port][/path]` at which pages reach this server; null: the address of the request
 */
export function relyingParty(publicAddress: string | null, headers: Headers): RelyingParty | null {
  const host = publicAddress ?? headers.get("host");
  const id = host === null ? null : (URL.parse(`https://${host}`)?.hostname ?? null);
  if (id === null || !isDomain(id)) return null;
  const origin = headers.get("origin");
  const page = origin === null ? null : URL.parse(origin);
  if (origin === null || page === null) return null;
  const { hostname, protocol } = page;
  if (hostname !== id && !hostname.endsWith(`.${id}`)) return null;
  return protocol === "https:" || (protocol === "http:" && isLocal(hostname)) ? { id, origin } : null;
}

/** Determines the relying party of calls to one server. */
export function partiesAt(publicAddress: string | null) {
  return {
    /** Browsers send no origin with GET; then use the page's own address. */
    partyAt(headers: Headers, url: URL): RelyingParty | null {
      if (headers.has("origin")) return relyingParty(publicAddress, headers);
      const asked = new Headers(headers);
      const host = publicAddress ?? headers.get("host") ?? url.host;
      // The page itself knows whether it uses HTTPS, and checks it too.
      asked.set("origin", `https://${host.split("/")[0]}`);
      return relyingParty(publicAddress, asked);
    },
    /** Throws {@link ApiRefusal}. */
    requireParty(headers: Headers): RelyingParty {
      const party = relyingParty(publicAddress, headers);
      if (party !== null) return party;
      throw new ApiRefusal("conflict", "passkeys work on pages of a domain that came by HTTPS, and on localhost");
    },
  };
}

const isLocal = (host: string): boolean => host === "localhost" || host.endsWith(".localhost");

function isDomain(host: string): boolean {
  return isLocal(host) || (host.includes(".") && isIP(host) === 0 && !host.startsWith("["));
}
