import type { LinkBanner } from "../../shell/hud/link-banner.ts";
import { NetGraph } from "../../shell/hud/net-graph.ts";
import { el } from "../../shell/ui/dom.ts";
import { ICONS, screenButtons } from "../../shell/ui/screen-buttons.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";
import { SeatList } from "./seat-list.ts";
import type { TouchKeys } from "./touch-keys.ts";

const LEAVE_ICON = "M12 4H4v12h8M9 10h9M15 7l3 3-3 3";

export interface MatchScreenPort {
  readonly page: AnyPage;
  readonly banner: LinkBanner;
  readonly touchKeys: TouchKeys;
  toggleChat(): void;
  openSettings(): void;
  leave(): void;
}

/** All that is shown over a match. */
export class MatchScreen {
  readonly root: HTMLElement;
  readonly net: NetGraph;
  readonly #seats: SeatList;
  readonly #banner: LinkBanner;

  constructor({ page, banner, touchKeys, toggleChat, openSettings, leave }: MatchScreenPort, netGraph: boolean) {
    this.net = new NetGraph(netGraph);
    this.#banner = banner;
    this.#seats = new SeatList(page);
    const buttons = screenButtons([
      { label: "Chat", icon: ICONS.chat, act: toggleChat },
      { label: "Settings", icon: ICONS.settings, act: openSettings },
      { label: "Leave", icon: LEAVE_ICON, act: leave },
    ]);
    this.root = el(
      "div",
      { class: "hud kit-hud", hidden: true },
      el("div", { class: "corner top-left" }, this.#seats.root, this.net.root),
      el("div", { class: "corner top" }, banner.root),
      el("div", { class: "corner top-right" }, buttons),
      touchKeys.root,
    );
  }

  update(view: AnyView, nowMs: number): void {
    this.#seats.update(view);
    this.#banner.update(view);
    this.net.update(view, null, nowMs);
  }
}
