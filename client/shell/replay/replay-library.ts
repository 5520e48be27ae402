import type { LiveInfo } from "../../../shared/wire/live.ts";
import type { RoundInfo } from "../../../shared/wire/rounds.ts";
import { serverTime } from "../../net/server-time.ts";
import { fetchMatches, fetchRounds } from "../../replay/open-replay.ts";
import { ReplayError } from "../../replay/replay-error.ts";
import { el, nameElement } from "../ui/dom.ts";
import { formatAgo, formatClock, formatFileSize } from "../ui/format.ts";
import { roundTitle } from "./round-title.ts";
import type { WatchKind } from "./watch-address.ts";

/** Interval of asking again for rounds that the server has not summarized yet, ms. */
const ASK_AGAIN_MS = 1_000;
/** Interval of refreshing the running matches, ms. */
const LIVE_EVERY_MS = 4_000;

/** A dialog with the running matches and the finished rounds. */
export class ReplayLibrary {
  readonly root: HTMLDialogElement;
  readonly #watch: (id: string, watched: WatchKind) => void;
  readonly #game: string;
  readonly #matches = el("ol", { class: "rounds" });
  readonly #liveNote = el("p", { class: "rounds-note", role: "status" });
  readonly #list = el("ol", { class: "rounds" });
  readonly #note = el("p", { class: "rounds-note", role: "status" });
  readonly #again = el("button", { type: "button", hidden: true }, "Try again");
  /** Rises with each opening: answers for earlier ones are dropped. */
  #opening = 0;

  /** @param game its name in the table of games */
  constructor(game: string, watch: (id: string, watched: WatchKind) => void, closed: () => void) {
    this.#game = game;
    this.#watch = watch;
    const done = el("button", { type: "button", class: "primary" }, "Done");
    done.addEventListener("click", () => this.root.close());
    this.#again.addEventListener("click", () => this.open());
    this.root = el(
      "dialog",
      { class: "panel settings library", "aria-labelledby": "library-title" },
      el("h2", { id: "library-title" }, "Watch"),
      el(
        "div",
        { class: "settings-body" },
        el("h3", { class: "rounds-head live" }, "Live now"),
        this.#liveNote,
        this.#matches,
        el("h3", { class: "rounds-head" }, "Finished rounds"),
        this.#note,
        this.#again,
        this.#list,
      ),
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
    void this.#follow(this.#opening);
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
        rounds = await fetchRounds(this.#game);
      } catch (error) {
        if (!(error instanceof ReplayError)) throw error;
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

  /** Refreshes the running matches while the dialog is open. */
  async #follow(opening: number): Promise<void> {
    this.#matches.replaceChildren();
    this.#liveNote.textContent = "Looking for matches…";
    while (opening === this.#opening) {
      try {
        const { matches, delayS } = await fetchMatches((game) => game === this.#game);
        if (opening !== this.#opening) return;
        this.#liveNote.textContent = matches.length === 0 ? "Nobody is playing right now." : "";
        refill(
          this.#matches,
          matches.map((match) => this.#match(match, delayS)),
        );
      } catch (error) {
        if (!(error instanceof ReplayError)) throw error;
        if (opening === this.#opening) this.#liveNote.textContent = error.message;
      }
      await new Promise((resolve) => setTimeout(resolve, LIVE_EVERY_MS));
    }
  }

  #match({ room, round, people, watching }: LiveInfo, delayS: number): HTMLElement {
    const facts = [`Round ${round}`, `${delayS} s behind`, ...(watching === 0 ? [] : [`${watching} watching`])];
    const button = el(
      "button",
      { type: "button", class: "round-row", "data-id": room },
      el("span", { class: "round-title" }, `${people} ${people === 1 ? "player" : "players"}`),
      el("span", { class: "live-mark" }, "Live"),
      el("span", { class: "round-facts" }, ...facts.map((text) => el("span", {}, text))),
    );
    button.addEventListener("click", () => this.#watch(room, "watch"));
    return el("li", {}, button);
  }

  #fail(reason: string): void {
    this.#note.textContent = reason;
    this.#again.hidden = false;
  }

  #show(rounds: readonly RoundInfo[]): void {
    this.#note.textContent =
      rounds.length === 0 ? "No finished rounds yet. You will be able to watch them here, from any player’s seat." : "";
    refill(
      this.#list,
      rounds.map((round) => this.#row(round)),
    );
  }

  #row(info: RoundInfo): HTMLElement {
    const { id, about, state } = info;
    const title = el("span", { class: "round-title" });
    const facts = el("span", { class: "round-facts" });
    if (about === null || about.winner === null) title.append(roundTitle(state, about));
    else title.append(nameElement(about.winner, "person"), " won");
    if (about !== null) {
      facts.append(
        ...[
          `Round ${about.round}`,
          formatClock(Math.floor(about.ticks / about.tickHz)),
          `${about.players} ${about.players === 1 ? "player" : "players"}`,
        ].map((text) => el("span", {}, text)),
      );
    }
    facts.append(el("span", {}, formatFileSize(info.bytes)));
    const time = el(
      "time",
      { datetime: new Date(info.endedAtMs).toISOString() },
      formatAgo(serverTime.nowMs() - info.endedAtMs),
    );
    const button = el(
      "button",
      { type: "button", class: "round-row", "data-id": id, disabled: state === "unplayable" },
      title,
      time,
      facts,
    );
    button.addEventListener("click", () => this.#watch(id, "replay"));
    return el("li", {}, button);
  }
}

/** Replaces the rows and keeps the focus. */
function refill(list: HTMLElement, rows: readonly HTMLElement[]): void {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const id = focused instanceof HTMLElement ? focused.dataset.id : undefined;
  list.replaceChildren(...rows);
  if (id !== undefined) list.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
}
