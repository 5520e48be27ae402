import {
  apiErrorMessage,
  type League,
  type LeagueEntry,
  PERIODS,
  type Period,
} from "../../../../shell/identity/index.ts";
import type { LobbyContext } from "../../../../shell/lobby/ui/context.ts";
import { emptyNote, skeletonRows } from "../../../../shell/lobby/ui/name-with-badge.ts";
import { el, nameElement } from "../../../../shell/ui/dom.ts";
import { formatNumber } from "../../../../shell/ui/format.ts";
import { addRovingFocus } from "../../../../shell/ui/roving-focus.ts";

const LABELS: { readonly [P in Period]: string } = { day: "Today", week: "This week", all: "All time" };
const EMPTY: { readonly [P in Period]: string } = {
  day: "No round has ended today. Win the first to take the lead.",
  week: "No round has ended this week. Win the first to take the lead.",
  all: "No round has ended yet. Win the first to take the lead.",
};
/** A table older than this is fetched again when the tab opens. */
const FRESH_MS = 20_000;

const COLUMNS: readonly (readonly [string, string, (row: LeagueEntry) => number])[] = [
  ["Credits", "col-credits", (row) => row.credits],
  ["Wins", "col-wins", (row) => row.wins],
  ["Kills", "col-kills", (row) => row.kills],
  ["Deaths", "col-deaths", (row) => row.deaths],
  ["Rounds", "col-rounds", (row) => row.rounds],
];

/** The best players of the day, the week, and of all time. */
export class LeagueBoard {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #body = el("div", { class: "board-body" });
  #period: Period = "day";
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  /** Raised by each request, so that the answer to an older one is dropped. */
  #request = 0;

  constructor(context: LobbyContext) {
    this.#context = context;
    const choice = el("div", { class: "choice", role: "radiogroup", "aria-label": "Period" });
    for (const period of PERIODS) {
      const input = el("input", { type: "radio", name: "league", value: period, checked: period === this.#period });
      input.addEventListener("change", () => {
        this.#period = period;
        void this.#load();
      });
      choice.append(el("label", {}, input, el("span", {}, LABELS[period])));
    }
    this.root = el(
      "section",
      { class: "board league-board", "aria-labelledby": "league-title" },
      el("div", { class: "board-head" }, el("h2", { id: "league-title" }, "League"), choice),
      this.#body,
    );
  }

  show(): void {
    if (this.root.offsetParent !== null && performance.now() - this.#loadedAtMs > FRESH_MS) void this.#load();
  }

  async #load(): Promise<void> {
    const request = ++this.#request;
    const period = this.#period;
    if (this.#body.querySelector("table")?.dataset.period !== period)
      this.#body.replaceChildren(skeletonRows(8, "row-ghost"));
    try {
      const league = await this.#context.api.league(this.#context.game, period);
      if (request !== this.#request) return;
      this.#loadedAtMs = performance.now();
      this.#body.replaceChildren(league.rows.length === 0 ? emptyNote(EMPTY[period]) : this.#table(league));
    } catch (error) {
      const reason = apiErrorMessage(error);
      if (request !== this.#request) return;
      const again = el("button", { type: "button", class: "quiet-button" }, "Try again");
      again.addEventListener("click", () => void this.#load());
      this.#body.replaceChildren(emptyNote(reason, again));
    }
  }

  #table({ period, rows }: League): HTMLElement {
    const body = el("tbody");
    rows.forEach((row, index) => {
      const own = row.player === this.#context.lobby.ownPlayer;
      const name = el(
        "button",
        { type: "button", class: "name-button", tabindex: -1 },
        nameElement(row.name, own ? "own" : "person"),
      );
      name.addEventListener("click", () => this.#context.openPlayer(row.player, row.name));
      body.append(
        el(
          "tr",
          { class: own ? "own" : "" },
          el("td", { class: "col-rank" }, String(index + 1)),
          el("th", { scope: "row" }, name),
          ...COLUMNS.map(([, className, of]) => el("td", { class: className }, formatNumber(of(row)))),
        ),
      );
    });
    addRovingFocus(body, ".name-button")();
    return el(
      "table",
      { class: "league", "data-period": period },
      el("caption", { class: "unseen" }, `League: ${LABELS[period]}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col", class: "col-rank" }, "#"),
          el("th", { scope: "col" }, "Pilot"),
          ...COLUMNS.map(([label, className]) => el("th", { scope: "col", class: className }, label)),
        ),
      ),
      body,
    );
  }
}
