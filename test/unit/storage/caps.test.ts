import { expect, it } from "vitest";
import { BUDGETS } from "../../../server/budgets/budget-table.ts";
import { JOURNAL_DEFAULTS } from "../../../server/journal/port.ts";
import type { Tables } from "../../../server/platform/store/schema.ts";
import { RELEASE_LIMITS } from "../../../server/releases/save-release.ts";
import type { DATA } from "../../../server/storage/inventory.ts";
import { FEED_LIMITS, STORE_LIMITS, TRANSFER_LIMITS } from "../../../shared/wire/limits.ts";

/** How much is kept of something, and whose place what comes beyond that takes. */
interface Cap {
  /** At most so many, or kept for so long, ms; null: as much as `each` says of whoever it is about. */
  readonly most: number | null;
  readonly takes: "nobody's" | "their own" | "those of its kind" | "the share of whoever has most";
  /** Bounds on how fast one sender can make them, or what makes each. */
  readonly each: string;
}

const cap = (most: number | null, takes: Cap["takes"], each: string): Cap => ({ most, takes, each });
const { holds, rates } = BUDGETS;

// A table, or a name in the data folder, of which this says nothing is an error of types.
const FOLDER: Readonly<Record<keyof typeof DATA, Cap>> = {
  lock: cap(1, "nobody's", "the server"),
  secret: cap(1, "nobody's", "the server"),
  store: cap(null, "nobody's", "see TABLES"),
  feed: cap(FEED_LIMITS.keptMessages, "those of its kind", "topics are apart; chatLines bounds who talks"),
  journals: cap(JOURNAL_DEFAULTS.roomBytes, "their own", "of one room; holds.rooms"),
  asides: cap(JOURNAL_DEFAULTS.maxQuarantined, "the share of whoever has most", "a machine"),
  estates: cap(TRANSFER_LIMITS.estates, "nobody's", "a room that was set aside, until its transfers are settled"),
  replays: cap(JOURNAL_DEFAULTS.replays, "the share of whoever has most", "those who played; none where nobody did"),
  releases: cap(RELEASE_LIMITS.releases, "those of its kind", "a version that the operator runs"),
};

const TABLES: Readonly<Record<keyof Tables, Cap>> = {
  players: cap(STORE_LIMITS.idleGuestMs, "nobody's", "guests by rates.guestsOfDay; accounts by rates.passwords"),
  nameClaims: cap(null, "nobody's", "an account"),
  appointments: cap(null, "nobody's", "the operator's setting"),
  heldNames: cap(STORE_LIMITS.goneNameMs, "nobody's", "an account that was deleted"),
  banMarks: cap(null, "nobody's", "a ban, until it ends"),
  recoveryCodes: cap(null, "their own", "an account"),
  passkeys: cap(null, "their own", "an account"),
  signIns: cap(STORE_LIMITS.signIns, "their own", "an account; failed tries have rows of their own"),
  sessions: cap(STORE_LIMITS.sessions, "their own", "a player"),
  refreshes: cap(STORE_LIMITS.sessions, "their own", "a session"),
  erasures: cap(null, "nobody's", "a player who is gone, until the lobby has forgotten them"),
  stores: cap(1, "nobody's", "the store"),
  sanctions: cap(null, "nobody's", "a moderator's order, until it ends"),
  rounds: cap(STORE_LIMITS.resultMs, "nobody's", "a round in which somebody scored, while a result of it is kept"),
  results: cap(STORE_LIMITS.resultRows, "their own", "a player, of weeks before; holds.seats and the length of rounds"),
  careers: cap(1, "their own", "a player who scored"),
  follows: cap(null, "their own", "a player; IDENTITY_LIMITS.friends"),
  inboxes: cap(1, "their own", "a player"),
  notices: cap(STORE_LIMITS.inboxRows, "the share of whoever has most", "who caused them, in one inbox"),
  mutedKinds: cap(null, "their own", "a player; IDENTITY_LIMITS.mutedKinds"),
  audits: cap(STORE_LIMITS.auditRows, "those of its kind", "a kind of deed; rates.reports"),
  pilots: cap(STORE_LIMITS.pilotsPerRoom, "their own", "a room"),
  goneFromRecordings: cap(null, "nobody's", "a player who is gone, until no recording names them"),
  seen: cap(STORE_LIMITS.seenMs, "nobody's", "a consumer and a room"),
};

it("every stored kind has a limit, and says whose share it uses", () => {
  for (const [name, { most, each }] of Object.entries({ ...FOLDER, ...TABLES })) {
    expect(each, name).not.toBe("");
    if (most !== null) expect(most, name).toBeGreaterThan(0);
    const [, kind, row] = /(holds|rates)\.(\w+)/.exec(each) ?? [];
    if (row !== undefined) expect(Object.keys(kind === "holds" ? holds : rates), name).toContain(row);
  }
});
