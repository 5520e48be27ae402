import { matchName } from "../../../../shell/lobby/match-name.ts";
import type { Match } from "../../../../shell/lobby/model.ts";
import type { LobbyContext } from "../../../../shell/lobby/ui/context.ts";
import { skeletonRows } from "../../../../shell/lobby/ui/name-with-badge.ts";
import { OtherMatches } from "../../../../shell/lobby/ui/other-matches.ts";
import { LobbyStatusNote } from "../../../../shell/lobby/ui/status-note.ts";
import { el, nameElement, textWriter } from "../../../../shell/ui/dom.ts";
import { formatClock, formatCount, formatNumber } from "../../../../shell/ui/format.ts";
import { KeyedList, type Row } from "../../../../shell/ui/keyed-list.ts";

const LEADERS = 3;
const CLOCK_MS = 500;

/** The running matches: round, time, leaders, and buttons to join or watch. */
export class MatchList {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #rows: KeyedList<Match>;
  readonly #skeleton = skeletonRows(2, "match-ghost");
  readonly #note: LobbyStatusNote;
  readonly #others: OtherMatches;

  constructor(context: LobbyContext) {
    this.#context = context;
    this.#others = new OtherMatches(context, () => this.#show());
    this.#note = new LobbyStatusNote(context.lobby, "No match is running. Launch to start one.");
    const list = el("ul", { class: "matches", "aria-label": "Live matches" });
    this.#rows = new KeyedList(
      list,
      ({ room }) => room,
      (match) => matchRow(context, match),
    );
    this.root = el(
      "section",
      { class: "board live-board", "aria-labelledby": "live-title" },
      el("h2", { id: "live-title" }, "Live matches"),
      el("div", { class: "board-body" }, this.#note.root, this.#skeleton, list, this.#others.root),
    );
    context.lobby.on("matches", () => this.#show());
    context.lobby.on("status", () => this.#show());
    // Clocks run on between the lobby's updates.
    setInterval(() => this.#show(), CLOCK_MS);
  }

  show(): void {
    this.#others.show();
    this.#show();
  }

  #show(): void {
    if (this.root.offsetParent === null) return;
    const { lobby } = this.#context;
    const matches = lobby.matches();
    this.#skeleton.hidden = lobby.status !== "joining" || matches.length > 0;
    this.#note.show(matches.length === 0 && this.#others.isEmpty);
    this.#rows.show(matches);
  }
}

function matchRow(context: LobbyContext, match: Match): Row<Match> {
  const { room } = match;
  const name = matchName(room);
  const [time, phase, seats] = [el("b", { class: "match-clock" }), el("span"), el("span")];
  const [setTime, setPhase, setSeats] = [textWriter(time), textWriter(phase), textWriter(seats)];
  const leaders = el("ol", { class: "leaders", "aria-label": "Leaders" });
  const scores = new KeyedList<{ player: number; name: string; credits: number; kills: number }>(
    leaders,
    ({ player, name: pilot }) => `${player} ${pilot}`,
    ({ name: pilot }) => {
      const [credits, kills] = [el("b"), el("span", { class: "leader-kills" })];
      const [setCredits, setKills] = [textWriter(credits), textWriter(kills)];
      return {
        node: el("li", {}, nameElement(pilot, "person"), credits, kills),
        update(score) {
          setCredits(`${formatNumber(score.credits)} cr`);
          setKills(formatCount(score.kills, "kill"));
        },
      };
    },
  );
  const nobody = el("p", { class: "no-leaders" }, "Nobody has scored yet.");
  const join = el("button", { type: "button", class: "match-join", "aria-label": `Join ${name}` }, "Join");
  const watch = el(
    "button",
    { type: "button", class: "quiet-button match-watch", "aria-label": `Watch ${name}` },
    "Watch",
  );
  join.addEventListener("click", () => context.navigation.join(room));
  watch.addEventListener("click", () => context.navigation.watch(room));
  return {
    node: el(
      "li",
      { class: "match", "data-room": room },
      el("h3", { class: "match-name" }, name),
      el("p", { class: "match-facts" }, phase, time, seats),
      el("div", { class: "match-ways" }, join, watch),
      leaders,
      nobody,
    ),
    update(now) {
      setTime(formatClock((now.endsAtMs - performance.now()) / 1000));
      setPhase(now.playing ? `Round ${now.round}, ends in` : "Next round in");
      setSeats(`${now.people} of ${now.seats} pilots`);
      const full = now.people >= now.seats;
      join.disabled = full;
      if (join.textContent !== (full ? "Full" : "Join")) join.textContent = full ? "Full" : "Join";
      scores.show(now.scores.slice(0, LEADERS));
      nobody.hidden = now.scores.length > 0;
    },
  };
}
