import { LOBBY_REFUSAL } from "../../shared/lobby/event.ts";
import { type Api, reasonFor } from "../identity/index.ts";
import type { Lobby, Outcome } from "./model.ts";

/**
 * Lifts a mute or a ban. Asks the lobby first. The lobby knows only players whose lines it has; the sanctions of others, as
 * of those banned long ago, are lifted over HTTP.
 */
export async function lift(
  { lobby, api }: { readonly lobby: Pick<Lobby, "mute" | "ban">; readonly api: Pick<Api, "lift"> },
  kind: "mute" | "ban",
  player: number,
): Promise<Outcome> {
  const outcome = await (kind === "mute" ? lobby.mute(player, 0, "") : lobby.ban(player, 0, ""));
  if (outcome.ok || outcome.code !== LOBBY_REFUSAL.noSuchPlayer) return outcome;
  try {
    await api.lift(player, kind);
    return { ok: true };
  } catch (error) {
    return { ok: false, code: 0, reason: reasonFor(error), waitMs: 1 };
  }
}
