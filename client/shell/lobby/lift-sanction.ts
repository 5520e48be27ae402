import { LOBBY_REFUSAL } from "../../../shared/chat.ts";
import { type Api, apiErrorMessage } from "../identity/index.ts";
import type { CommandResult, Lobby } from "./model.ts";

/**
 * Lifts a mute or a ban. Asks the lobby first. The lobby knows only players whose lines it has; the sanctions of others, as
 * of those banned long ago, are lifted over HTTP.
 */
export async function liftSanction(
  { lobby, api }: { readonly lobby: Pick<Lobby, "mute" | "ban">; readonly api: Pick<Api, "lift"> },
  kind: "mute" | "ban",
  player: number,
): Promise<CommandResult> {
  const outcome = await (kind === "mute" ? lobby.mute(player, 0, "") : lobby.ban(player, 0, ""));
  if (outcome.ok || outcome.code !== LOBBY_REFUSAL.noSuchPlayer) return outcome;
  try {
    await api.lift(player, kind);
    return { ok: true };
  } catch (error) {
    return { ok: false, code: 0, reason: apiErrorMessage(error), waitMs: 1 };
  }
}
