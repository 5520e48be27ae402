import type { RoundInfo } from "../../../shared/wire/rounds.ts";
import { fetchRounds } from "../../replay/fetch.ts";
import { ReplayProblem } from "../../replay/problem.ts";
import { el, nameOf } from "../dom.ts";
import { ago, clock, fileSize } from "../words.ts";

/** Rounds that the server has yet to look into are asked for again after this, ms. */
const ASK_AGAIN_MS = 1_000;

/** The finished rounds, as a dialog over the menu. */
export class Library {
  readonly root: HTMLDialogElement;
  readonly #watch: (id: string) => void;
  readonly #list = el("ol", { class: "rounds" });
  readonly #note = el("p", { class: "rounds-note", role: "status" });
  readonly #again = el("button", { type: "button", hidden: true }, "Try again");
  /** Raised by each opening, so that an answer to one before is not shown. */
  #opening = 0;

  constructor(watch: (id: string) => void, closed: () => void) {
    this.#watch = watch;
    const done = el("button", { type: "button", class: "primary" }, "Done");
    done.addEventListener("click", () => this.root.close());
    this.#again.addEventListener("click", () => void this.#load(++this.#opening));
    this.root = el(
      "dialog",
      { class: "panel settings library", "aria-labelledby": "library-title" },
      el("h2", { id: "library-title" }, "Replays"),
      el("div", { class: "settings-body" }, this.#note, this.#again, this.#list),
      el("footer", { class: "settings-foot" }, done),
    );
    this.root.addEventListener("close", () => {
      this.#opening++;
      closed();
    });
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
  }

  open(): void {
    this.#list.replaceChildren();
    if (!this.root.open) this.root.showModal();
    void this.#load(++this.#opening);
  }

  close(): void {
    this.root.close();
  }

  async #load(opening: number): Promise<void> {
    this.#again.hidden = true;
    this.#note.textContent = "Looking for finished rounds…";
    for (;;) {
      let rounds: readonly RoundInfo[];
      try {
        rounds = await fetchRounds();
      } catch (error) {
        if (!(error instanceof ReplayProblem)) throw error;
        if (opening === this.#opening) this.#fail(error.message);
        return;
      }
      if (opening !== this.#opening) return;
      this.#show(rounds);
      if (rounds.every(({ state }) => state !== "pending")) return;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      if (opening !== this.#opening) return;
    }
  }

  #fail(reason: string): void {
    this.#note.textContent = reason;
    this.#again.hidden = false;
  }

  #show(rounds: readonly RoundInfo[]): void {
    this.#note.textContent =
      rounds.length === 0 ? "No round is finished yet. When one is, it can be watched here, from anyone's seat." : "";
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const id = focused instanceof HTMLElement ? focused.dataset.id : undefined;
    this.#list.replaceChildren(...rounds.map((round) => this.#row(round)));
    if (id !== undefined) this.#list.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
  }

  #row(info: RoundInfo): HTMLElement {
    const { id, about, state } = info;
    const title = el("span", { class: "round-title" });
    const facts = el("span", { class: "round-facts" });
    if (about === null) title.append(state === "pending" ? "Finished round" : "Played by other rules");
    else if (about.winner === null) title.append(about.over ? "Nobody won" : "Ended early");
    else title.append(nameOf(about.winner, "person"), " won");
    if (about !== null) {
      facts.append(
        ...[
          `Round ${about.round}`,
          clock(Math.floor(about.ticks / about.tickHz)),
          `${about.players} ${about.players === 1 ? "pilot" : "pilots"}`,
        ].map((text) => el("span", {}, text)),
      );
    }
    facts.append(el("span", {}, fileSize(info.bytes)));
    const time = el("time", { datetime: new Date(info.endedAtMs).toISOString() }, ago(Date.now() - info.endedAtMs));
    const button = el(
      "button",
      { type: "button", class: "round-row", "data-id": id, disabled: state === "unplayable" },
      title,
      time,
      facts,
    );
    button.addEventListener("click", () => this.#watch(id));
    return el("li", {}, button);
  }
}
