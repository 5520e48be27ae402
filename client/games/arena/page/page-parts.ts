import type { LobbyUi } from "../../../shell/lobby/ui/index.ts";
import type { NoticeAction, PageState } from "../../../shell/page-state.ts";
import { WAITING } from "../../../shell/ui/wait-banner.ts";
import type { SoundPort } from "../audio/sound-port.ts";
import type { Hud } from "../hud/index.ts";
import type { FrontPage } from "./front-page.ts";

export interface PageParts {
  readonly front: Pick<FrontPage, "menu" | "wait" | "notice">;
  readonly lobby: LobbyUi;
  readonly hud: Hud;
  readonly sound: SoundPort;
  /** What the button of a notice does. */
  readonly noticeActions: Readonly<Record<NoticeAction, () => void>>;
}

const NOTICE_LABELS: Readonly<Record<NoticeAction, string>> = {
  menu: "Back to menu",
  page: "Reload",
  reload: "Try again",
};

/** Shows the parts of a state and hides all others. */
export function showPageState(state: PageState, { front, lobby, hud, sound, noticeActions }: PageParts): void {
  const { menu, wait, notice } = front;
  const returning = state.at === "joining" && state.returning;
  const isMenu = state.at === "menu" || state.at === "lost" || (state.at === "joining" && !returning);
  menu.show(isMenu);
  if (state.at === "joining") menu.setBusy(true);
  if (isMenu) lobby.refresh();
  if (returning) wait.show(WAITING.seat);
  // The replay shows its own progress.
  else if (state.at !== "watching") wait.hide();
  hud.show(state.at === "playing");
  if (state.at === "lost") notice.show(state.title, state.text, NOTICE_LABELS[state.way], noticeActions[state.way]);
  else notice.hide();
  const refusal = state.at === "menu" ? state.refusal : null;
  if (refusal !== null) menu.showRefusal(refusal.reason, refusal.about);
  if (state.at === "lost" || refusal !== null) sound.ui("refuse");
}
