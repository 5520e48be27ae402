import { ROLE, type RoleName } from "../../../shared/roles.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import type { StoreOperations } from "../store/port.ts";

interface DeedRow {
  /** The lowest role that has the right. */
  readonly least: RoleName;
  /** The players it may concern: those of a lower role; these and oneself; anyone but oneself; nobody in particular. */
  readonly about: "lower" | "lowerOrOneself" | "another" | "nobody";
}

/** All rights (D14). */
export const RIGHTS = {
  mute: { least: "moderator", about: "lower" },
  unmute: { least: "moderator", about: "lower" },
  ban: { least: "moderator", about: "lower" },
  unban: { least: "moderator", about: "lower" },
  erase: { least: "moderator", about: "lowerOrOneself" },
  readTrail: { least: "moderator", about: "nobody" },
  findAccount: { least: "moderator", about: "nobody" },
  manageBeacons: { least: "moderator", about: "nobody" },
  role: { least: "operator", about: "another" },
} as const satisfies Record<string, DeedRow>;

export type RightName = keyof typeof RIGHTS;

export interface RightRequest {
  readonly deed: RightName;
  /** Id of the acting player. */
  readonly by: number;
  /** Id of the player concerned; 0: nobody in particular, or unknown. */
  readonly about?: number;
}

const OWN = "id: is your own; ask another operator";
const LOWER = "id: is of no lower role than yours";

/**
 * Checks a right against the store (D14). There is no other way to check one. Call it in the transaction of the deed,
 * if there is one. Resolves with the reason of a refusal; null: allowed. A deleted player counts as a guest.
 */
export async function refusalReason(
  store: Pick<StoreOperations, "player" | "sanctionsOf">,
  { deed, by, about = 0 }: RightRequest,
  nowMs: number,
): Promise<string | null> {
  const row: DeedRow = RIGHTS[deed];
  const doer = await store.player(by);
  if (doer === null || doer.role < ROLE[row.least]) return `this requires the role ${row.least}`;
  const sanctions = await store.sanctionsOf(by, nowMs);
  if (sanctions.some(({ kind }) => kind === "ban")) return "you are banned";
  if (row.about === "nobody") return null;
  if (about === by) {
    if (row.about === "lowerOrOneself") return null;
    return row.about === "another" ? OWN : LOWER;
  }
  if (row.about === "another") return null;
  const role = about === 0 ? ROLE.guest : ((await store.player(about))?.role ?? ROLE.guest);
  return role >= doer.role ? LOWER : null;
}

/** Rejects with {@link ApiRefusal} if the right is missing. See {@link refusalReason}. */
export async function requireRight(
  store: Pick<StoreOperations, "player" | "sanctionsOf">,
  intent: RightRequest,
  nowMs: number,
): Promise<void> {
  const reason = await refusalReason(store, intent, nowMs);
  if (reason === null) return;
  throw new ApiRefusal(reason === OWN ? "conflict" : "notAllowed", reason);
}
