import { el, nameElement } from "../../shell/ui/dom.ts";
import type { AnyView, SeatView } from "../view.ts";

/** The players of a match, by seat. */
export class SeatList {
  readonly root = el("ol", { class: "panel seat-list", "aria-label": "Players", hidden: true });
  #seats: readonly SeatView[] | null = null;
  #shown = "";

  update({ seats, seat: own }: Pick<AnyView, "seats" | "seat">): void {
    if (seats === this.#seats) return;
    this.#seats = seats;
    const taken = seats.map((seat, index) => ({ ...seat, index })).filter(({ status }) => status !== "empty");
    const shown = JSON.stringify([own, taken]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.root.hidden = taken.length === 0;
    this.root.replaceChildren(
      ...taken.map(({ name, status, index }) =>
        el(
          "li",
          { class: status, "data-seat": index },
          nameElement(name || "someone", index === own ? "own" : "person"),
          ...(status === "away" ? [el("span", { class: "seat-away" }, "away")] : []),
        ),
      ),
    );
  }
}
