import { el, nameElement } from "../../shell/ui/dom.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";

/** A player as the list shows them. */
interface Entry {
  readonly seat: number;
  readonly name: string;
  readonly isAway: boolean;
  readonly isOwn: boolean;
  readonly score: number | null;
}

/** The players of a match: by score where the game has one, else by seat. */
export class SeatList {
  readonly root = el("ol", { class: "panel seat-list", "aria-label": "Players", hidden: true });
  readonly #page: Pick<AnyPage, "score" | "colour">;
  #shown = "";

  constructor(page: Pick<AnyPage, "score" | "colour">) {
    this.#page = page;
  }

  update(view: AnyView): void {
    const entries = this.#entriesOf(view);
    const shown = JSON.stringify(entries);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.root.hidden = entries.length === 0;
    this.root.replaceChildren(...entries.map((entry) => this.#item(entry)));
  }

  #entriesOf(view: AnyView): Entry[] {
    const score = (seat: number) => this.#page.score?.(view, seat) ?? null;
    const entries = view.seats.flatMap(({ name, status }, seat): Entry[] =>
      status === "empty"
        ? []
        : [{ seat, name, isAway: status === "away", isOwn: seat === view.seat, score: score(seat) }],
    );
    return entries.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  }

  #item({ seat, name, isAway, isOwn, score }: Entry): HTMLElement {
    const colour = this.#page.colour?.(seat);
    const item = el(
      "li",
      { class: isAway ? "away" : "here", "data-seat": seat },
      ...(score === null ? [] : [el("span", { class: "seat-score" }, `${score}`)]),
      nameElement(name || "someone", isOwn ? "own" : "person"),
      ...(isAway ? [el("span", { class: "seat-away" }, "away")] : []),
    );
    if (colour !== undefined) item.style.setProperty("--seat-colour", colour);
    return item;
  }
}
