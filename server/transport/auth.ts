import { type AuthContext, createAuthContext } from "@colyseus/core";

/**
 * What a room's `onAuth` is given. Core would take the address from headers that anyone may send, such as
 * X-Forwarded-For; here it is the one the transport counts by.
 *
 * @param token default: the bearer token of the Authorization header
 */
export function authContext(headers: Headers, address: string, token: string | null = null): AuthContext {
  const found = createAuthContext({ headers, token }).token;
  return { ip: address, headers, ...(found !== undefined && { token: found }) };
}
