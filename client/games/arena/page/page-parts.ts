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
  /** What the button of a notice does, by its way out. */
  readonly ways: Readonly<Record<NoticeAction, () => void>>;
}

const WAY_LABELS: Readonly<Record<NoticeAction, string>> = {
  menu: "Back to menu",
  page: "Reload",
  reload: "Try again",
};

/** Shows what is seen in a place, whatever was seen before. */
export function showPageState(place: PageState, { front, lobby, hud, sound, ways }: PageParts): void {
  const { menu, wait, notice } = front;
  const returning = place.at === "joining" && place.returning;
  const isMenu = place.at === "menu" || place.at === "lost" || (place.at === "joining" && !returning);
  menu.show(isMenu);
  if (place.at === "joining") menu.setBusy(true);
  if (isMenu) lobby.refresh();
  if (returning) wait.show(WAITING.seat);
  // While a replay is fetched, it says so itself.
  else if (place.at !== "watching") wait.hide();
  hud.show(place.at === "playing");
  if (place.at === "lost") notice.show(place.title, place.text, WAY_LABELS[place.way], ways[place.way]);
  else notice.hide();
  const refusal = place.at === "menu" ? place.refusal : null;
  if (refusal !== null) menu.showRefusal(refusal.reason, refusal.about);
  if (place.at === "lost" || refusal !== null) sound.ui("refuse");
}
