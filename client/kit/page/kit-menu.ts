import type { TabLabel } from "../../shell/lobby/ui/lobby-tabs.ts";
import { Menu } from "../../shell/menu/index.ts";
import { menuSkeleton } from "../../shell/menu-skeleton.ts";
import { el } from "../../shell/ui/dom.ts";
import type { AnyPage } from "./any-page.ts";

export const PLAY_TAB: TabLabel = ["Play", "M6 4l11 6-11 6z"];

/** A game's menu: its title, a name, Play, and its keys. */
export function kitMenu({ title, about }: AnyPage, name: string, howTo: HTMLElement): Menu {
  return new Menu({
    name,
    label: "Play",
    nameLabel: "Your name",
    launchLabel: "Play",
    heading: [el("h1", { class: "game-title" }, title), el("p", { class: "tagline" }, about)],
    howTo: [howTo],
    choose: (chosen) => ({ name: chosen }),
    outline: menuSkeleton(PLAY_TAB),
  });
}
