import { ROLE, type RoleName } from "../../../shared/roles.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import type { StoreOperations } from "../store/port.ts";

interface DeedRow {
  /** The role that it takes. */
  readonly least: RoleName;
  /** Whom it may be about: someone of a lower role; that, or oneself; anyone but oneself; or nobody in particular. */
  readonly about: "lower" | "lowerOrOneself" | "another" | "nobody";
}

/** Everything that takes a right (D14). */
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
  /** Id of who would do it. */
  readonly by: number;
  /** Id of whom it is about; 0: nobody in particular, or nobody known. */
  readonly about?: number;
}

const OWN = "id: is your own; ask another operator";
const LOWER = "id: is of no lower role than yours";

/**
 * Whether someone may do something, as the store says now (D14): the only way to ask. Call it in the transaction of the deed
 * where there is one. Resolves with why not; null: they may. Who is gone counts as a guest.
 */
export async function refusalReason(
  store: Pick<StoreOperations, "player" | "sanctionsOf">,
  { deed, by, about = 0 }: RightRequest,
  nowMs: number,
): Promise<string | null> {
  const row: DeedRow = RIGHTS[deed];
  const doer = await store.player(by);
  if (doer === null || doer.role < ROLE[row.least]) return `this takes the role ${row.least}`;
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

/** Rejects with {@link ApiRefusal} unless it may be done. See {@link refusalReason}. */
export async function requireRight(
  store: Pick<StoreOperations, "player" | "sanctionsOf">,
  intent: RightRequest,
  nowMs: number,
): Promise<void> {
  const reason = await refusalReason(store, intent, nowMs);
  if (reason === null) return;
  throw new ApiRefusal(reason === OWN ? "conflict" : "notAllowed", reason);
}
