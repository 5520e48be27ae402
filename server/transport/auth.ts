import { type AuthContext, createAuthContext } from "@colyseus/core";

/**
 * What a room's `onAuth` is given, with the bearer token of the Authorization header. Core would take the address from
 * headers that anyone may send, such as X-Forwarded-For; here it is the one the transport counts by.
 */
export function authContext(headers: Headers, address: string): AuthContext {
  const found = createAuthContext({ headers }).token;
  return { ip: address, headers, ...(found !== undefined && { token: found }) };
}
