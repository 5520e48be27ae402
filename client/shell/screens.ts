import type { SoundPort } from "../audio/port.ts";
import type { Hud } from "../ui/hud/index.ts";
import type { Lobby } from "../ui/lobby/index.ts";
import { WAITING } from "../ui/wait-banner.ts";
import type { FrontPage } from "./front-page.ts";
import type { Place, WayOut } from "./place.ts";

export interface Screens {
  readonly front: Pick<FrontPage, "menu" | "wait" | "notice">;
  readonly lobby: Lobby;
  readonly hud: Hud;
  readonly sound: SoundPort;
  /** What the button of a notice does, by its way out. */
  readonly ways: Readonly<Record<WayOut, () => void>>;
}

const WAY_LABELS: Readonly<Record<WayOut, string>> = { menu: "To the menu", page: "Reload", reload: "Try again" };

/** Shows what is seen in a place, whatever was seen before. */
export function showPlace(place: Place, { front, lobby, hud, sound, ways }: Screens): void {
  const { menu, wait, notice } = front;
  const returning = place.at === "joining" && place.returning;
  const isMenu = place.at === "menu" || place.at === "lost" || (place.at === "joining" && !returning);
  menu.show(isMenu);
  if (place.at === "joining") menu.busy(true);
  if (isMenu) lobby.refresh();
  if (returning) wait.show(WAITING.seat);
  // While a replay is fetched, it says so itself.
  else if (place.at !== "watching") wait.hide();
  hud.show(place.at === "flying");
  if (place.at === "lost") notice.show(place.title, place.text, WAY_LABELS[place.way], ways[place.way]);
  else notice.hide();
  const refusal = place.at === "menu" ? place.refusal : null;
  if (refusal !== null) menu.refuse(refusal.reason, refusal.about);
  if (place.at === "lost" || refusal !== null) sound.ui("refuse");
}
