import { createHash, timingSafeEqual } from "node:crypto";
import { addressKey, type Sender } from "../budgets/index.ts";
import type { AddressOf, PeerAddressSource } from "./client-address.ts";

/** Whose budgets a request counts against, before anyone looked at its token. */
export type SenderOf = (request: Request, server: PeerAddressSource) => Sender;

/** Where load tools show the operator's load token. No page can: browsers' sockets take no headers. */
export const LOAD_HEADER = "x-load-token";

const TOKEN_CHARS_MOST = 1_024;

/** @param loadToken who shows it is not counted by address and identity; null: everyone is */
export function senderResolver(addressOf: AddressOf, loadToken: string | null): SenderOf {
  const expected = loadToken === null ? null : digest(loadToken);
  return (request, server) => {
    const address = addressKey(addressOf(request, server));
    return { address, identity: null, load: expected !== null && shows(request, expected) };
  };
}

function shows(request: Request, expected: Buffer): boolean {
  const shown = request.headers.get(LOAD_HEADER) ?? "";
  return shown !== "" && shown.length <= TOKEN_CHARS_MOST && timingSafeEqual(digest(shown), expected);
}

/** Digests are of one length, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
