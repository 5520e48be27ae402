import { FrameGuard } from "../../shell/frame-guard.ts";
import { button, ICONS } from "../../shell/replay/controls.ts";
import { ReplayBar } from "../../shell/replay/replay-bar.ts";
import { el } from "../../shell/ui/dom.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";
import { Headline } from "./headline.ts";
import type { KitReplay } from "./kit-replay.ts";
import { Redraw } from "./redraw.ts";
import { SeatList, type SeatPage } from "./seat-list.ts";

/** Scores may change in every tick, ms. */
const EVERY_MS = 50;

export interface WatchScreenPort {
  leave(): void;
  toggleChat(): void;
  /** Copies the link; resolves with a note about it. */
  share(): Promise<string>;
}

/** All that is shown over one replay. It is made anew for the next one. */
export class WatchScreen {
  readonly root: HTMLElement;
  readonly bar: ReplayBar;
  readonly #seats: SeatList;
  readonly #headline: Headline;
  readonly #redraw = new Redraw(EVERY_MS);
  /** An error in a game's code is reported, and is none of the page's. */
  readonly #showGame = new FrameGuard((error) => window.reportError(error)).wrap((view: AnyView) => {
    this.#seats.update(view);
    this.#headline.update(view);
  });
  readonly #badge: HTMLElement;
  readonly #replay: KitReplay;

  constructor(page: SeatPage & Pick<AnyPage, "headline">, replay: KitReplay, port: WatchScreenPort) {
    this.#replay = replay;
    this.#seats = new SeatList(page);
    this.#headline = new Headline(page);
    const chat = button("Chat", "Enter", ICONS.chat, () => port.toggleChat());
    chat.hidden = replay.live === null;
    this.bar = new ReplayBar(replay, {
      doors: [
        chat,
        button("Share the link", "", ICONS.share, async () => this.bar.say(await port.share())),
        button("Leave", "Esc", ICONS.leave, () => port.leave()),
      ],
    });
    this.#badge = el("p", { class: "panel replay-badge" }, this.bar.kind);
    this.root = el(
      "div",
      { class: "hud replay kit-hud", "data-mode": "replay" },
      el("div", { class: "corner top-left" }, this.#badge, this.#seats.root, this.#headline.root),
      this.bar.root,
    );
  }

  update(view: AnyView, nowMs: number): void {
    this.bar.update(nowMs);
    if (this.#redraw.isDue(view, [], nowMs)) this.#showGame(this.#redraw.watch(view, [], nowMs));
    this.#badge.classList.toggle("live", this.#replay.live?.atEdge === true && this.#replay.isGrowing);
  }

  remove(): void {
    this.root.remove();
    this.bar.dispose();
  }
}
