import { API_REFUSAL, type ApiRefusalName } from "../../../shared/wire/codes.ts";
import type { Registry } from "../../ops/metrics.ts";
import { PRUNED, type PrunedTable } from "../store/index.ts";

/** Limits at which something is refused or evicted. */
const LIMITS = [
  "guests",
  "addressLogins",
  "nameLogins",
  "hashesWaiting",
  "cachedSessions",
  "friends",
  "mutedKinds",
] as const;
export type Limit = (typeof LIMITS)[number];

/** Outcomes of refresh cookies, see `RefreshOutcome`; `unknown`: the sign-in does not exist. */
const REFRESHES = ["rotated", "repeated", "recovered", "reused", "unknown"] as const;

export interface IdentityMetrics {
  refreshed(outcome: (typeof REFRESHES)[number]): void;
  refused(why: ApiRefusalName): void;
  limited(limit: Limit): void;
  pruned(what: PrunedTable, rows: number): void;
}

export function identityMetrics(registry: Registry): IdentityMetrics {
  const reasons = Object.keys(API_REFUSAL) as ApiRefusalName[];
  const refused = registry.counters("orrery_api_refused_total", "API calls refused.", "reason", reasons);
  const limited = registry.counters(
    "orrery_identity_limited_total",
    "Times that a limit was reached.",
    "limit",
    LIMITS,
  );
  const refreshed = registry.counters(
    "orrery_identity_refreshes_total",
    "Refresh cookies shown.",
    "outcome",
    REFRESHES,
  );
  const pruned = registry.counters(
    "orrery_store_pruned_total",
    "Rows of the store given up for their age.",
    "rows",
    PRUNED,
  );
  return {
    refreshed: (outcome) => refreshed[outcome].add(),
    refused: (why) => refused[why].add(),
    limited: (limit) => limited[limit].add(),
    pruned: (what, rows) => pruned[what].add(rows),
  };
}
