import { isIP } from "node:net";

/** The part of Bun's server that is used here. */
export interface PeerAddressSource {
  requestIP(request: Request): { readonly address: string } | null;
}

/** Determines the address against whose limits a request counts. */
export type AddressOf = (request: Request, server: PeerAddressSource) => string;

/** The address of the socket's peer. */
export const peerAddress: AddressOf = (request, server) => server.requestIP(request)?.address ?? "";

/**
 * The address of the client before a number of proxies, from `X-Forwarded-For`. Each proxy appends the address of its
 * peer, so the header is read from the right: entries further left come from the client and prove nothing. If the
 * header has fewer entries, or the entry is no address, the peer's address counts.
 *
 * @param proxies number of proxies that every request passes; 0: the header is ignored
 * @param ignored called when a request has the header although it is ignored
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

/** Whether the browser uses HTTPS. */
export type IsSecure = (request: Request, url: URL) => boolean;

/**
 * Whether the client used HTTPS, to this port or to the first of a number of proxies, from `X-Forwarded-Proto`. Most
 * proxies replace that header instead of appending to it, so a single value counts.
 *
 * @param proxies see {@link addressBehindProxies}
 */
export function secureBehindProxies(proxies: number): IsSecure {
  return ({ headers }, { protocol }) => {
    if (protocol === "https:") return true;
    const forwarded = proxies === 0 ? [] : (headers.get("x-forwarded-proto")?.split(",") ?? []);
    return (forwarded.at(-proxies) ?? forwarded[0])?.trim().toLowerCase() === "https";
  };
}

/** Removes the port of `1.2.3.4:5` and `[::1]:5`, and the brackets of `[::1]`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
