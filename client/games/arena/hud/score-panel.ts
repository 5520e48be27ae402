import { el, nameElement, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatNumber, ordinal } from "../../../shell/ui/format.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { HudPart } from "./part.ts";

/** Shows the player's name, credits (the score), rank and bounty. */
export class ScorePanel implements HudPart {
  readonly root: HTMLElement;
  readonly #name: (text: string) => void;
  readonly #credits: (text: string) => void;
  readonly #rank: (text: string) => void;
  readonly #bounty: (text: string) => void;
  readonly #wanted: (on: boolean) => void;

  constructor() {
    const name = nameElement();
    const credits = el("b", { class: "credits" });
    const rank = el("span", { class: "rank" });
    const bounty = el("b");
    const wanted = el("p", { class: "wanted", hidden: true }, "Wanted ", bounty);
    this.root = el(
      "section",
      { class: "panel purse", "aria-label": "Score" },
      el("div", { class: "panel-head" }, name, rank),
      el("p", {}, credits, el("span", { class: "unit" }, " cr")),
      wanted,
    );
    this.#name = textWriter(name);
    this.#credits = textWriter(credits);
    this.#rank = textWriter(rank);
    this.#bounty = textWriter(bounty);
    this.#wanted = visibilityWriter(wanted);
  }

  update(frame: ArenaFrame): void {
    const { own, players, pilotCount } = frame;
    for (let i = 0; i < players.count; i++) {
      if (!players.items[i].own) continue;
      this.#name(players.items[i].name);
      break;
    }
    this.#rank(own.rank > 0 ? `${ordinal(own.rank)} of ${pilotCount}` : "");
    this.#credits(formatNumber(own.credits));
    this.#bounty(`${formatNumber(own.bounty)} cr`);
    this.#wanted(own.bounty > 0);
  }
}
