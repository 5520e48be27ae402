import { isIP } from "node:net";

/** What of `Bun.serve`'s server is asked. */
export interface PeerAddressSource {
  requestIP(request: Request): { readonly address: string } | null;
}

/** The address that a request is counted by. */
export type AddressOf = (request: Request, server: PeerAddressSource) => string;

/** Of whoever holds the other end of the socket. */
export const peerAddress: AddressOf = (request, server) => server.requestIP(request)?.address ?? "";

/**
 * Of whoever is before so many proxies, by `X-Forwarded-For`. Each proxy appends the address that it was reached from, so
 * it is read from the right: what stands further left was sent by the client, and may say anything. Where the header has
 * fewer addresses, or no address in that place, the peer's counts.
 *
 * @param proxies how many, and the only way to this server leads through them; 0: the header is not looked at
 * @param ignored called when there is such a header, and it is not looked at
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For#selecting_an_ip_address
 */
export function addressBehindProxies(proxies: number, ignored: () => void = () => {}): AddressOf {
  if (proxies === 0) {
    return (request, server) => {
      if (request.headers.has("x-forwarded-for")) ignored();
      return peerAddress(request, server);
    };
  }
  return (request, server) => {
    const forwarded = request.headers.get("x-forwarded-for")?.split(",").at(-proxies)?.trim() ?? "";
    const address = withoutPort(forwarded);
    return isIP(address) === 0 ? peerAddress(request, server) : address;
  };
}

/** Whether a browser came by HTTPS. */
export type IsSecure = (request: Request, url: URL) => boolean;

/**
 * Whether it came so to this port, or to whoever is before so many proxies, by `X-Forwarded-Proto`. Few proxies add to that
 * header: most replace it, so that of one value it is the only one that counts.
 *
 * @param proxies as of {@link addressBehindProxies}
 */
export function secureBehindProxies(proxies: number): IsSecure {
  return ({ headers }, { protocol }) => {
    if (protocol === "https:") return true;
    const forwarded = proxies === 0 ? [] : (headers.get("x-forwarded-proto")?.split(",") ?? []);
    return (forwarded.at(-proxies) ?? forwarded[0])?.trim().toLowerCase() === "https";
  };
}

/** `1.2.3.4:5`, `[::1]:5` and `[::1]` are ways to write an address, too. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
