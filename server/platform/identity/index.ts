import { IDENTITY_LIMITS, type IdentityLimits } from "../../../shared/wire/limits.ts";
import type { Budgets } from "../../budgets/index.ts";
import { asApiRefusal } from "../../http/api-refusal.ts";
import { HttpError } from "../../http/error.ts";
import type { AllowedOrigins } from "../../http/origins.ts";
import type { RouteGroup } from "../../http/route.ts";
import type { Registry } from "../../ops/metrics.ts";
import type { RowReader } from "../../ops/readable-rows.ts";
import type { Gate, Readmit } from "../../runtime/admission.ts";
import { JoinRefused } from "../../runtime/room-definition.ts";
import { type Store, StoreError, UniqueViolation } from "../store/port.ts";
import { Accounts } from "./accounts.ts";
import { appointOperator } from "./appoint-operator.ts";
import { Challenges } from "./challenges.ts";
import { Credentials } from "./credentials.ts";
import { Devices } from "./devices.ts";
import { identityGate, readmitCheck } from "./gate.ts";
import type { IdentityMetrics } from "./metrics.ts";
import { Passkeys } from "./passkeys.ts";
import { passwords } from "./passwords.ts";
import { identityRates } from "./rates.ts";
import { RefreshCookie } from "./refresh-cookie.ts";
import { RefreshService } from "./refreshes.ts";
import { partiesAt } from "./relying-party.ts";
import { type RightRequest, refusalReason } from "./rights.ts";
import { authRoutes } from "./routes/auth.ts";
import { meRoutes } from "./routes/me.ts";
import { callerOf, type RouteParts } from "./routes/parts.ts";
import { peopleRoutes } from "./routes/people.ts";
import { securityRoutes } from "./routes/security.ts";
import { SignIns } from "./routes/sign-in.ts";
import { Sessions } from "./sessions.ts";
import { SignInLog } from "./sign-in-log.ts";
import { StatusCache } from "./status-cache.ts";
import { Keyring } from "./tokens.ts";

export { identityMetrics } from "./metrics.ts";

export interface IdentityHost {
  readonly store: Store;
  readonly metrics: IdentityMetrics;
  readonly budgets: Budgets;
  readonly registry: Registry;
  /** The first signs tokens, all of them verify. */
  readonly secrets: readonly (string | Uint8Array)[];
  /** Name of the account that is an operator; null: nobody becomes one by it. */
  readonly operator: string | null;
  readonly allowedOrigins: AllowedOrigins;
  /** Where the server's own paths begin, as browsers see them: "" or `/PATH`. */
  readonly basePath: string;
  /** `host[:port][/path]` at which pages reach this server; null: the one that they asked. */
  readonly publicAddress: string | null;
  readonly linesOf: RouteParts["linesOf"];
  /** See `AccountParts`. */
  readonly onDeleted: (player: number) => void | Promise<void>;
  /** Sign-ins of a player are over, or their role is another, or they are banned: they have to show a token again. */
  readonly signedOut: (player: number) => void;
  readonly replayOf: RouteParts["replayOf"];
  readonly readRows: RowReader;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly report: (error: unknown) => void;
  /** A word for whoever runs the server. */
  readonly warn: (text: string) => void;
  /** Replaces rows of the limits that guard every call. */
  readonly limits?: Partial<Pick<IdentityLimits, "bodyBytes">>;
}

export interface Identity {
  readonly gate: Gate;
  readonly readmit: Readmit;
  /** Whether someone may do something, as the store says now; while it cannot be had, nobody may. Never rejects. */
  mayDo(intent: RightRequest): Promise<boolean>;
  readonly sessions: Sessions;
  readonly http: RouteGroup;
  /** A sanction was written to the store. Resolves with whether the player is banned. */
  sanctioned(player: number): Promise<boolean>;
}

/** Who people are: guests, accounts, their sign-ins, and what HTTP offers of them. */
export async function openIdentity(host: IdentityHost): Promise<Identity> {
  const { store, metrics, wallMs, report } = host;
  await appointOperator(host);
  const keys = new Keyring(host.secrets, wallMs);
  const sessions = new Sessions({ store, keys, metrics, wallMs, signedOut: host.signedOut });
  host.registry.sampled("orrery_identity_sessions", "Sign-ins kept in memory.", () => sessions.cached);
  const rates = identityRates(metrics, host.budgets);
  const { onDeleted, allowedOrigins } = host;
  const log = new SignInLog({ store, wallMs, now: host.now });
  const hashing = passwords(metrics);
  const accounts = new Accounts({ store, sessions, rates, log, wallMs, onDeleted, passwords: hashing });
  const credentials = new Credentials({ store, accounts, sessions, passwords: hashing, rates, log });
  const challenges = new Challenges(host.secrets, wallMs);
  const passkeys = new Passkeys({ store, accounts, challenges, log, wallMs });
  const limits = { ...IDENTITY_LIMITS, ...host.limits };
  const devices = new Devices(host.secrets, store.id, host.basePath);
  const cookie = new RefreshCookie({ secrets: host.secrets, storeId: store.id, basePath: host.basePath });
  const refreshes = new RefreshService({ store, sessions, metrics, wallMs });
  const signIns = new SignIns({ sessions, refreshes, cookie, allowedOrigins, wallMs });
  const statuses = new StatusCache(store, wallMs, report);
  const routeParts = {
    store,
    sessions,
    accounts,
    devices,
    standings: statuses,
    metrics,
    wallMs,
    replayOf: host.replayOf,
    readRows: host.readRows,
  };
  const parts: RouteParts = {
    ...routeParts,
    ...{ refreshes, signIns, credentials, passkeys, linesOf: host.linesOf },
    ...partiesAt(host.publicAddress),
  };
  return {
    sessions,
    gate: identityGate({ store, sessions, statuses, devices, wallMs, report }),
    readmit: readmitCheck({ statuses, sessions, wallMs, report }),
    async mayDo(intent) {
      try {
        return (await refusalReason(store, intent, wallMs())) === null;
      } catch (error) {
        report(error);
        return false;
      }
    },
    http: {
      budget: "apiCalls",
      bodyBytes: limits.bodyBytes,
      authorize: (headers) => callerOf(sessions, headers),
      explain,
      table: { ...authRoutes(parts), ...meRoutes(parts), ...peopleRoutes(parts), ...securityRoutes(parts) },
    },
    async sanctioned(player) {
      // Now what the store says is known here, should it be away later.
      const standing = await statuses.get(player);
      const banned = standing !== null && standing.bannedUntilMs > wallMs();
      if (banned) sessions.invalidateTokens(player);
      return banned;
    },
  };

  function explain(error: unknown): HttpError | null {
    const refusal = asApiRefusal(error);
    if (refusal !== null) metrics.refused(refusal.why);
    if (refusal !== null || error instanceof HttpError) return refusal ?? (error as HttpError);
    if (error instanceof JoinRefused) return new HttpError("", error.message, { status: error.code });
    if (!(error instanceof StoreError) && !(error instanceof UniqueViolation)) return null;
    report(error);
    return new HttpError("", "the store cannot be had now; try again in a moment", { status: 503 });
  }
}
