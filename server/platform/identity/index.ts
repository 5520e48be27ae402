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
import { callerOf, type RoutesOptions } from "./routes/parts.ts";
import { peopleRoutes } from "./routes/people.ts";
import { securityRoutes } from "./routes/security.ts";
import { SignIns } from "./routes/sign-in.ts";
import { Sessions } from "./sessions.ts";
import { SignInLog } from "./sign-in-log.ts";
import { StatusCache } from "./status-cache.ts";
import { Keyring } from "./tokens.ts";

export { identityMetrics } from "./metrics.ts";

export interface IdentityOptions {
  readonly store: Store;
  readonly metrics: IdentityMetrics;
  readonly budgets: Budgets;
  readonly registry: Registry;
  /** The first one signs tokens, all of them verify. */
  readonly secrets: readonly (string | Uint8Array)[];
  /** Name of the account to make an operator; null: none. */
  readonly operator: string | null;
  readonly allowedOrigins: AllowedOrigins;
  /** Prefix of the server's paths, as browsers see them: "" or `/PATH`. */
  readonly basePath: string;
  /** `host[:port][/path]` at which pages reach this server; null: the address of the request. */
  readonly publicAddress: string | null;
  readonly linesOf: RoutesOptions["linesOf"];
  /** See `AccountsOptions`. */
  readonly onDeleted: (player: number) => void | Promise<void>;
  /**
   * Called when sign-ins of a player have ended, or the player's role or ban has changed: the player must present a
   * token again.
   */
  readonly signedOut: (player: number) => void;
  readonly replayOf: RoutesOptions["replayOf"];
  readonly leagueGames: RoutesOptions["leagueGames"];
  readonly readRows: RowReader;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly report: (error: unknown) => void;
  /** Logs a warning for the operator. */
  readonly warn: (text: string) => void;
  /** Overrides limits of every call. */
  readonly limits?: Partial<Pick<IdentityLimits, "bodyBytes">>;
}

export interface Identity {
  readonly gate: Gate;
  readonly readmit: Readmit;
  /** Checks a right against the store; false while the store is unavailable. Never rejects. */
  mayDo(intent: RightRequest): Promise<boolean>;
  readonly sessions: Sessions;
  readonly http: RouteGroup;
  /** Applies a sanction that was written to the store. Resolves with whether the player is banned. */
  sanctioned(player: number): Promise<boolean>;
}

/** The identity service: guests, accounts, their sign-ins, and their HTTP routes. */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { store, metrics, wallMs, report } = options;
  await appointOperator(options);
  const keys = new Keyring(options.secrets, wallMs);
  const sessions = new Sessions({ store, keys, metrics, wallMs, signedOut: options.signedOut });
  options.registry.sampled("orrery_identity_sessions", "Sign-ins kept in memory.", () => sessions.cached);
  const rates = identityRates(metrics, options.budgets);
  const { onDeleted, allowedOrigins } = options;
  const log = new SignInLog({ store, wallMs, now: options.now });
  const hashing = passwords(metrics);
  const accounts = new Accounts({ store, sessions, rates, log, wallMs, onDeleted, passwords: hashing });
  const credentials = new Credentials({ store, accounts, sessions, passwords: hashing, rates, log });
  const challenges = new Challenges(options.secrets, wallMs);
  const passkeys = new Passkeys({ store, accounts, challenges, log, wallMs });
  const limits = { ...IDENTITY_LIMITS, ...options.limits };
  const devices = new Devices(options.secrets, store.id, options.basePath);
  const cookie = new RefreshCookie({ secrets: options.secrets, storeId: store.id, basePath: options.basePath });
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
    replayOf: options.replayOf,
    leagueGames: options.leagueGames,
    readRows: options.readRows,
  };
  const parts: RoutesOptions = {
    ...routeParts,
    ...{ refreshes, signIns, credentials, passkeys, linesOf: options.linesOf },
    ...partiesAt(options.publicAddress),
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
      // This caches the status in case the store becomes unavailable.
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
    return new HttpError("", "accounts are unavailable; try again in a moment", { status: 503 });
  }
}
