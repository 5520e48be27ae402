import { LOBBY_REFUSAL } from "../../shared/lobby/event.ts";
import { type Api, reasonFor } from "../identity/index.ts";
import type { Lobby, Outcome } from "./model.ts";

/**
 * Ends a mute or a ban. The lobby is asked first, for whoever is there; it knows nobody whose lines are gone, as those are
 * who have been banned for long: of them, the server takes it back.
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
