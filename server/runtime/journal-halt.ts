import { REFUSAL } from "../../shared/wire/codes.ts";

/** The journal cannot be written, and the room's definition says to halt then. */
export class JournalHalt extends Error {
  override readonly name = "JournalHalt";
}

/** Whether the storage failed, as on a full disk: it may work later. Colyseus passes on only codes of what a new room throws. */
export function isStorageError(error: unknown): boolean {
  if (error instanceof JournalHalt) return true;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return code === REFUSAL.unavailable.status || (typeof code === "string" && /^E[A-Z]+$/.test(code));
}
