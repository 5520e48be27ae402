import { el, textWriter, visibilityWriter } from "../../ui/dom.ts";
import { KeyedList, type Row } from "../../ui/keyed-list.ts";
import { addRovingFocus } from "../../ui/roving-focus.ts";
import { matchName } from "../match-name.ts";
import type { LobbyPlayer } from "../model.ts";
import type { LobbyContext } from "./context.ts";
import { nameWithBadge, skeletonRows } from "./name-with-badge.ts";
import { LobbyStatusNote } from "./status-note.ts";

/** Maximum number of rows; the others are counted. */
const SHOWN = 150;

/** Lists the players who are online, friends first. */
export class PeopleList {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #rows: KeyedList<LobbyPlayer>;
  readonly #more = el("p", { class: "people-more" });
  readonly #count = el("span", { class: "count" });
  readonly #note: LobbyStatusNote;
  readonly #ghosts = skeletonRows(5, "person-ghost");
  readonly #settle: () => void;

  constructor(context: LobbyContext) {
    this.#context = context;
    const list = el("ul", { class: "people", "aria-labelledby": "people-title" });
    this.#note = new LobbyStatusNote(context.lobby, "Nobody is here yet.");
    this.#rows = new KeyedList(
      list,
      ({ player, name, role }) => `${player} ${role} ${name}`,
      (person) => personRow(context, person),
    );
    this.#settle = addRovingFocus(list, "button:not([hidden])");
    this.root = el(
      "section",
      { class: "board people-board", "aria-labelledby": "people-title" },
      el("h2", { id: "people-title" }, "Online", this.#count),
      el("div", { class: "board-body" }, this.#note.root, this.#ghosts, list, this.#more),
    );
    const show = (): void => this.show();
    context.lobby.on("people", show);
    context.lobby.on("status", show);
    context.friends.subscribe(show);
  }

  show(): void {
    if (this.root.offsetParent === null) return;
    const { lobby, friends } = this.#context;
    const people = lobby.people();
    const sorted = [...people].sort((a, b) => Number(friends.has(b.player)) - Number(friends.has(a.player)));
    this.#ghosts.hidden = lobby.status !== "joining" || people.length > 0;
    this.#note.show(people.length === 0);
    this.#count.textContent = people.length === 0 ? "" : ` ${people.length}`;
    this.#rows.show(sorted.slice(0, SHOWN));
    this.#settle();
    this.#more.hidden = people.length <= SHOWN;
    this.#more.textContent = `and ${people.length - SHOWN} more`;
  }
}

function personRow(context: LobbyContext, person: LobbyPlayer): Row<LobbyPlayer> {
  const { player, name, role } = person;
  const own = player === context.lobby.ownPlayer;
  const star = el("span", { class: "star", role: "img", "aria-label": "followed", hidden: true }, "★");
  const state = el("span", { class: "person-state" });
  const [setState, showStar] = [textWriter(state), visibilityWriter(star)];
  const open = el(
    "button",
    { type: "button", class: "person-row", tabindex: -1 },
    star,
    ...nameWithBadge(name, role, own),
    state,
  );
  const join = el(
    "button",
    { type: "button", class: "person-join", tabindex: -1, "aria-label": `Join ${name}` },
    "Join",
  );
  const showJoin = visibilityWriter(join);
  let { match } = person;
  open.addEventListener("click", () => context.openPlayer(player, name));
  join.addEventListener("click", () => context.navigation.join(match));
  const node = el("li", { class: "person-item" }, open, join);
  return {
    node,
    update(now) {
      match = now.match;
      const friend = context.friends.has(player);
      showStar(friend);
      showJoin(friend && match !== "" && !own);
      setState(own ? "you" : now.away ? "away" : match === "" ? "" : `in ${matchName(match)}`);
      node.classList.toggle("away", now.away);
    },
  };
}
