import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";

/** Of a deed about someone who is gone, this stays. */
const FACTS: readonly string[] = ["deed", "untilMs"];

const isFields = (detail: string): boolean => detail.startsWith("{");

function filtered(detail: string, stays: (field: string) => boolean): string {
  const left = Object.entries(JSON.parse(detail)).filter(([field]) => stays(field));
  return left.length === 0 ? "" : JSON.stringify(Object.fromEntries(left));
}

/** A deed about someone who is gone: what was done, and until when, without what they said and what was written about them. */
export function redactDetail(action: string, detail: string): string {
  if (isFields(detail)) return filtered(detail, (field) => FACTS.includes(field));
  return action === "role" ? detail : "";
}

/** A deed of someone who is gone, without what they wrote about it. */
const withoutReason = (detail: string): string =>
  isFields(detail) ? filtered(detail, (field) => field !== "why") : detail;

/** Takes out of the audit trail what someone said, and what was written about them or by them. */
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
