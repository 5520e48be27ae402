import { z } from "zod";
import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import { routeFor } from "../../../http/route.ts";
import type { RowReader } from "../../../ops/readable-rows.ts";
import type { Store } from "../../store/port.ts";
import type { Accounts } from "../accounts.ts";
import type { Credentials } from "../credentials.ts";
import type { Devices } from "../devices.ts";
import type { ExportOptions } from "../export.ts";
import type { IdentityMetrics } from "../metrics.ts";
import type { Passkeys } from "../passkeys.ts";
import type { RefreshService } from "../refreshes.ts";
import type { RelyingParty } from "../relying-party.ts";
import type { Sessions, SignedIn } from "../sessions.ts";
import type { StatusCache } from "../status-cache.ts";
import { bearerToken } from "../tokens.ts";
import type { SignIns } from "./sign-in.ts";

export interface RoutesOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  readonly devices: Devices;
  readonly signIns: SignIns;
  readonly refreshes: RefreshService;
  readonly standings: StatusCache;
  readonly credentials: Credentials;
  readonly passkeys: Passkeys;
  /** A player's messages in the lobby; null: this process has no lobby. */
  readonly linesOf: ExportOptions["linesOf"];
  /** The relying party of a page at an address; null: passkeys do not work there. */
  readonly partyAt: (headers: Headers, url: URL) => RelyingParty | null;
  /** The relying party of the calling page. Throws {@link ApiRefusal} if passkeys do not work there. */
  readonly requireParty: (headers: Headers) => RelyingParty;
  readonly metrics: Pick<IdentityMetrics, "limited">;
  readonly readRows: RowReader;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** The id of a round's replay; null: none. */
  readonly replayOf: (room: string, round: number) => Promise<string | null>;
  /** Names of the games with leagues. The first one's is the default. */
  readonly leagueGames: readonly string[];
}

/** Defines a route of the API for signed-in callers. */
export const route = routeFor<SignedIn>();

/** The caller by the request's token; null: no token. Rejects with {@link ApiRefusal} for an invalid one. */
export async function callerOf(sessions: Sessions, headers: Headers): Promise<SignedIn | null> {
  const token = bearerToken(headers);
  return token === null ? null : sessions.verify(token);
}

const LAST_ID = 0x7fff_ffff;

/** A player's id in a path. */
export const playerId = z.string().transform((text, context) => {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id <= LAST_ID) return id;
  context.addIssue(`${display(text)} is no player's id, which are from 1 to ${LAST_ID}`);
  return z.NEVER;
});

/** A count in the query, up to `most`. */
export function count(fallback: number, most: number) {
  return z
    .string()
    .default(`${fallback}`)
    .transform((text, context) => {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
      if (value <= most) return value;
      context.addIssue(`${display(text)} is not a whole number from 0 to ${most}`);
      return z.NEVER;
    });
}

export const noSuchPlayer = (id: number): ApiRefusal => new ApiRefusal("notFound", `id: there is no player ${id}`);
