import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";

/** Fields that remain in an audit row about a deleted player. */
const FACTS: readonly string[] = ["deed", "untilMs"];

const isFields = (detail: string): boolean => detail.startsWith("{");

function filtered(detail: string, stays: (field: string) => boolean): string {
  const left = Object.entries(JSON.parse(detail)).filter(([field]) => stays(field));
  return left.length === 0 ? "" : JSON.stringify(Object.fromEntries(left));
}

/** The detail of a deed about a deleted player: the deed and its end, without any text by or about the player. */
export function redactDetail(action: string, detail: string): string {
  if (isFields(detail)) return filtered(detail, (field) => FACTS.includes(field));
  return action === "role" ? detail : "";
}

/** The detail of a deed by a deleted player, without the text they wrote. */
const withoutReason = (detail: string): string =>
  isFields(detail) ? filtered(detail, (field) => field !== "why") : detail;

/** Removes text by and about a player from the audit trail. */
export async function redactAudits(db: Kysely<Tables>, player: number): Promise<void> {
  const rows = await db
    .selectFrom("audits")
    .select(["id", "player", "action", "detail"])
    .where(({ eb, or }) => or([eb("player", "=", player), eb("by", "=", player)]))
    .execute();
  for (const { id, player: about, action, detail: whole } of rows) {
    const detail = about === player ? redactDetail(action, whole) : withoutReason(whole);
    if (detail !== whole) await db.updateTable("audits").set({ detail }).where("id", "=", id).execute();
  }
}
