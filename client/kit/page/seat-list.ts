import { el, nameElement } from "../../shell/ui/dom.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";

/** What a page says of its players. */
export type SeatPage = Pick<AnyPage, "score" | "colour" | "note" | "isTurn">;

/** A player as the list shows them. */
export interface SeatEntry {
  readonly seat: number;
  readonly name: string;
  readonly isAway: boolean;
  readonly isOwn: boolean;
  readonly isTurn: boolean;
  readonly score: number | null;
  /** "": none. */
  readonly note: string;
}

/** The players of a match: by score where the game has one, else by seat. */
export function seatEntries(page: SeatPage, view: AnyView): SeatEntry[] {
  const entries = view.seats.flatMap(({ name, status }, seat): SeatEntry[] => {
    if (status === "empty") return [];
    return [
      {
        seat,
        name: name || "someone",
        isAway: status === "away",
        isOwn: seat === view.seat,
        isTurn: page.isTurn?.(view, seat) ?? false,
        score: page.score?.(view, seat) ?? null,
        note: page.note?.(view, seat) ?? "",
      },
    ];
  });
  return entries.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
}

/** Shows the players of a match. */
export class SeatList {
  readonly root = el("ol", { class: "panel seat-list", "aria-label": "Players", hidden: true });
  readonly #page: SeatPage;
  #shown = "";

  constructor(page: SeatPage) {
    this.#page = page;
  }

  update(view: AnyView): void {
    const entries = seatEntries(this.#page, view);
    const shown = JSON.stringify(entries);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.root.hidden = entries.length === 0;
    this.root.replaceChildren(...entries.map((entry) => this.#item(entry)));
  }

  #item({ seat, name, isAway, isOwn, isTurn, score, note }: SeatEntry): HTMLElement {
    const colour = this.#page.colour?.(seat);
    const item = el(
      "li",
      { class: isAway ? "away" : "here", "data-seat": seat, "aria-current": isTurn && "true" },
      ...(score === null ? [] : [el("span", { class: "seat-score" }, `${score}`)]),
      nameElement(name, isOwn ? "own" : "person"),
      ...(note === "" ? [] : [el("span", { class: "seat-note" }, note)]),
      ...(isAway ? [el("span", { class: "seat-away" }, "away")] : []),
    );
    if (colour !== undefined) item.style.setProperty("--seat-colour", colour);
    return item;
  }
}
