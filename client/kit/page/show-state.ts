import type { NoticeAction, PageState } from "../../shell/page-state.ts";
import { WAITING } from "../../shell/ui/wait-banner.ts";
import type { KitFront } from "./kit-front.ts";

const ACTION_LABELS: Readonly<Record<NoticeAction, string>> = {
  menu: "Back to menu",
  page: "Reload",
  reload: "Try again",
};

/** Shows menu, wait and notice as a state has them. @param actions what the button of a notice does */
export function showState(
  state: PageState,
  { menu, wait, notice }: Pick<KitFront, "menu" | "wait" | "notice">,
  actions: Readonly<Record<NoticeAction, () => void>>,
): void {
  const isReturning = state.at === "joining" && state.returning;
  menu.show(state.at === "menu" || state.at === "lost" || (state.at === "joining" && !isReturning));
  if (state.at === "joining") menu.setBusy(true);
  if (isReturning) wait.show(WAITING.seat);
  // While a replay is fetched, it says so itself.
  else if (state.at !== "watching") wait.hide();
  if (state.at === "lost") notice.show(state.title, state.text, ACTION_LABELS[state.way], actions[state.way]);
  else notice.hide();
  if (state.at === "menu" && state.refusal !== null) menu.showRefusal(state.refusal.reason, state.refusal.about);
}
