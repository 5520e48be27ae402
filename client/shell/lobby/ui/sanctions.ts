import { el } from "../../ui/dom.ts";
import { confirmButton } from "../../ui/panel.ts";
import type { CommandResult } from "../model.ts";
import type { LobbyContext } from "./context.ts";

const SPANS: readonly (readonly [string, number])[] = [
  ["10 minutes", 600],
  ["1 hour", 3_600],
  ["1 day", 86_400],
  ["1 week", 604_800],
  ["1 year", 31_536_000],
];
const WHY_MOST = 120;

/** A form for a sanction: its kind, duration and reason. */
export function sanctionForm(
  { lobby }: LobbyContext,
  player: number,
  done: (text: string, wrong: boolean) => void,
): HTMLElement {
  const span = el("select", {}, ...SPANS.map(([label, seconds]) => el("option", { value: seconds }, label)));
  const why = el("input", { type: "text", maxlength: WHY_MOST, placeholder: "spam, insult…" });
  const order = async (give: () => Promise<CommandResult>, text: string): Promise<void> => {
    const outcome = await give();
    done(outcome.ok ? text : outcome.reason, !outcome.ok);
  };
  // A duration, because the server's clock determines the end.
  const forS = (): number => Number(span.value);
  const button = (label: string, act: () => void): HTMLElement => {
    const node = el("button", { type: "button" }, label);
    node.addEventListener("click", act);
    return node;
  };
  return el(
    "fieldset",
    { class: "sanctions" },
    el("legend", {}, "Moderation"),
    el("label", {}, "For ", span),
    el("label", { class: "grow" }, "Because ", why),
    el(
      "div",
      { class: "button-row" },
      button("Mute", () => void order(() => lobby.mute(player, forS(), why.value), "Muted.")),
      button("Unmute", () => void order(() => lobby.mute(player, 0, why.value), "Unmuted.")),
      confirmButton("Ban", "Ban this player?", () => void order(() => lobby.ban(player, forS(), why.value), "Banned.")),
    ),
  );
}
