import type { LiveInfo } from "../../../shared/wire/live.ts";
import { fetchMatches } from "../../replay/open-replay.ts";
import { ReplayError } from "../../replay/replay-error.ts";
import { matchName } from "../../shell/lobby/match-name.ts";
import type { LobbyContext } from "../../shell/lobby/ui/context.ts";
import type { Board } from "../../shell/lobby/ui/index.ts";
import { OtherMatches } from "../../shell/lobby/ui/other-matches.ts";
import { el, textWriter } from "../../shell/ui/dom.ts";
import { formatCount } from "../../shell/ui/format.ts";
import { KeyedList, type Row } from "../../shell/ui/keyed-list.ts";

const EVERY_MS = 4_000;
const NOBODY = "No match is running. Press Play to start one.";

/** The matches of one game that are running, with ways to join and to watch. */
export class LiveBoard implements Board {
  readonly root: HTMLElement;
  readonly #note = el("p", { class: "empty-note", role: "status", hidden: true });
  readonly #writeNote = textWriter(this.#note);
  readonly #rows: KeyedList<LiveInfo>;
  readonly #game: string;
  readonly #others: OtherMatches;
  /** Why there is no list; "": there is one. */
  #problem = "";
  #hasMatches = false;
  #asking = false;

  constructor(context: LobbyContext) {
    this.#game = context.game;
    this.#others = new OtherMatches(context, () => this.#say(this.#problem));
    const list = el("ul", { class: "matches", "aria-label": "Live matches" });
    this.#rows = new KeyedList(
      list,
      ({ room }) => room,
      ({ room }) => matchRow(context, room),
    );
    this.root = el(
      "section",
      { class: "board live-board", "aria-labelledby": "live-title" },
      el("h2", { id: "live-title" }, "Live matches"),
      el("div", { class: "board-body" }, this.#note, list, this.#others.root),
    );
    setInterval(() => this.show(), EVERY_MS);
  }

  show(): void {
    this.#others.show();
    if (this.root.offsetParent !== null && !document.hidden) void this.#load();
  }

  #say(problem: string): void {
    this.#problem = problem;
    const isNobody = problem === "" && !this.#hasMatches && this.#others.isEmpty;
    this.#writeNote(isNobody ? NOBODY : problem);
    this.#note.hidden = !isNobody && problem === "";
  }

  async #load(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { matches } = await fetchMatches((game) => game === this.#game);
      this.#hasMatches = matches.length > 0;
      this.#say("");
      this.#rows.show(matches);
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      this.#say(error.message);
    } finally {
      this.#asking = false;
    }
  }
}

function matchRow({ navigation }: LobbyContext, room: string): Row<LiveInfo> {
  const name = matchName(room);
  const [people, watching] = [el("span"), el("span")];
  const [setPeople, setWatching] = [textWriter(people), textWriter(watching)];
  const join = el("button", { type: "button", class: "match-join", "aria-label": `Join ${name}` }, "Join");
  const watch = el(
    "button",
    { type: "button", class: "quiet-button match-watch", "aria-label": `Watch ${name}` },
    "Watch",
  );
  join.addEventListener("click", () => navigation.join(room));
  watch.addEventListener("click", () => navigation.watch(room));
  return {
    node: el(
      "li",
      { class: "match", "data-room": room },
      el("h3", { class: "match-name" }, name),
      el("p", { class: "match-facts" }, people, watching),
      el("div", { class: "match-ways" }, join, watch),
    ),
    update(now) {
      setPeople(formatCount(now.people, "player"));
      setWatching(now.watching === 0 ? "" : `${now.watching} watching`);
    },
  };
}
