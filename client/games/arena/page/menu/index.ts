import { Menu } from "../../../../shell/menu/index.ts";
import { logo } from "../../../../shell/menu/logo.ts";
import { menuSkeleton } from "../../../../shell/menu-skeleton.ts";
import type { JoinChoice } from "../../../../shell/page-state.ts";
import { el } from "../../../../shell/ui/dom.ts";
import { HullPicker } from "../../hud/hull-picker.ts";
import type { Bindings } from "../../input/actions.ts";
import { PLAY_TAB } from "../lobby/play-tab.ts";
import { HowTo } from "./how-to.ts";

/** The name and hull that a player joins with. */
export interface MenuChoice extends JoinChoice {
  readonly hull: number;
}

export interface ArenaMenu {
  readonly menu: Menu<MenuChoice>;
  readonly howTo: HowTo;
}

/** The arena's menu: a name, a hull, and Launch. */
export function arenaMenu({ name, hull }: MenuChoice, bindings: Bindings): ArenaMenu {
  const howTo = new HowTo();
  howTo.show(bindings);
  let hulls: HullPicker | null = null;
  const menu = new Menu<MenuChoice>({
    name,
    label: "Fly",
    nameLabel: "Pilot name",
    launchLabel: "Launch",
    heading: [logo(), el("p", { class: "tagline" }, "Fly, fight, mine, trade. One star, one sky, everyone.")],
    picker(changed) {
      hulls = new HullPicker("Ship", "hull", hull, changed);
      return hulls.root;
    },
    howTo: [howTo.root],
    choose: (chosen) => ({ name: chosen, hull: hulls?.chosen ?? hull }),
    outline: menuSkeleton(PLAY_TAB),
  });
  return { menu, howTo };
}
