import { FrameGuard } from "../../shell/frame-guard.ts";
import type { LinkBanner } from "../../shell/hud/link-banner.ts";
import { NetGraph } from "../../shell/hud/net-graph.ts";
import { el } from "../../shell/ui/dom.ts";
import { ICONS, screenButtons } from "../../shell/ui/screen-buttons.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";
import type { GameButtons } from "./game-buttons.ts";
import { Headline } from "./headline.ts";
import { Redraw } from "./redraw.ts";
import { SeatList } from "./seat-list.ts";
import type { TouchKeys } from "./touch-keys.ts";

/** Scores may change in every tick, ms. */
const EVERY_MS = 50;
const LEAVE_ICON = "M12 4H4v12h8M9 10h9M15 7l3 3-3 3";

export interface MatchScreenPort {
  readonly page: AnyPage;
  readonly banner: LinkBanner;
  readonly touchKeys: TouchKeys;
  readonly gameButtons: GameButtons;
  toggleChat(): void;
  openSettings(): void;
  leave(): void;
}

/** All that is shown over a match. */
export class MatchScreen {
  readonly root: HTMLElement;
  readonly net: NetGraph;
  readonly #seats: SeatList;
  readonly #headline: Headline;
  readonly #gameButtons: GameButtons;
  readonly #banner: LinkBanner;
  readonly #redraw = new Redraw(EVERY_MS);
  /** An error in a game's code is reported, and is none of the page's. */
  readonly #showGame = new FrameGuard((error) => window.reportError(error)).wrap((view: AnyView) => {
    this.#seats.update(view);
    this.#headline.update(view);
    this.#gameButtons.update(view);
  });

  constructor(port: MatchScreenPort, netGraph: boolean) {
    const { page, banner, touchKeys, gameButtons, toggleChat, openSettings, leave } = port;
    this.net = new NetGraph(netGraph);
    this.#banner = banner;
    this.#seats = new SeatList(page);
    this.#headline = new Headline(page);
    this.#gameButtons = gameButtons;
    const buttons = screenButtons([
      { label: "Chat", icon: ICONS.chat, act: toggleChat },
      { label: "Settings", icon: ICONS.settings, act: openSettings },
      { label: "Leave", icon: LEAVE_ICON, act: leave },
    ]);
    this.root = el(
      "div",
      { class: "hud kit-hud", hidden: true },
      el("div", { class: "corner top-left" }, this.#seats.root, this.#headline.root, this.net.root),
      el("div", { class: "corner top" }, banner.root),
      el("div", { class: "corner top-right" }, buttons),
      el("div", { class: "moves" }, gameButtons.root, touchKeys.root),
    );
  }

  update(view: AnyView, nowMs: number): void {
    if (this.#redraw.isDue(view, [], nowMs)) this.#showGame(this.#redraw.watch(view, [], nowMs));
    this.#banner.update(view);
    this.net.update(view, null, nowMs);
  }
}
