import type { LiveInfo } from "../../../../shared/wire/live.ts";
import { fetchMatches } from "../../../replay/open-replay.ts";
import { ReplayError } from "../../../replay/replay-error.ts";
import { addressWith } from "../../replay/watch-address.ts";
import { el, textWriter } from "../../ui/dom.ts";
import { formatCount } from "../../ui/format.ts";
import { KeyedList, type Row } from "../../ui/keyed-list.ts";
import type { GameLink } from "../game-link.ts";
import { withInvite } from "../invite.ts";
import { matchName } from "../match-name.ts";
import type { LobbyContext } from "./context.ts";

const EVERY_MS = 4_000;

interface OtherMatch extends LiveInfo {
  readonly link: GameLink;
}

/** The running matches of other games, with links to their pages. Hidden while there are none. */
export class OtherMatches {
  readonly root: HTMLElement;
  readonly #context: Pick<LobbyContext, "game" | "otherGames">;
  readonly #rows: KeyedList<OtherMatch>;
  readonly #changed: () => void;
  #asking = false;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /** @param changed called when the list begins or ends to be empty */
  constructor(context: Pick<LobbyContext, "game" | "otherGames">, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
    const list = el("ul", { class: "matches", "aria-labelledby": "other-matches-title" });
    this.#rows = new KeyedList(list, ({ room }) => room, matchRow);
    this.root = el(
      "div",
      { class: "other-matches", hidden: true },
      el("h3", { id: "other-matches-title" }, "In other games"),
      list,
    );
    setInterval(() => this.show(), EVERY_MS);
  }

  get isEmpty(): boolean {
    return this.root.hidden !== false;
  }

  /** Loads them anew, if the list may be seen and is not fresh. */
  show(): void {
    const isSeen = this.root.parentElement?.offsetParent != null && !document.hidden;
    if (isSeen && !this.#asking && performance.now() - this.#askedAtMs > EVERY_MS / 2) void this.#load();
  }

  async #load(): Promise<void> {
    this.#asking = true;
    try {
      const { game: own, otherGames } = this.#context;
      const { matches } = await fetchMatches((game) => game !== own);
      // The titles are in the other games' pages, which are loaded for them.
      const games = matches.length === 0 ? [] : await otherGames();
      const links = new Map(games.map((link) => [link.name, link]));
      const found = matches.flatMap((match) => {
        const link = links.get(match.game);
        return link === undefined ? [] : [{ ...match, link }];
      });
      const wasEmpty = this.isEmpty;
      this.root.hidden = found.length === 0;
      this.#rows.show(found);
      if (wasEmpty !== this.isEmpty) this.#changed();
    } catch (error) {
      // The list stays as it was; the page's own matches say what is wrong.
      if (!(error instanceof ReplayError)) throw error;
    } finally {
      this.#asking = false;
      this.#askedAtMs = performance.now();
    }
  }
}

function matchRow({ room, link: { title, url } }: OtherMatch): Row<OtherMatch> {
  const name = `${title}: ${matchName(room)}`;
  const people = el("span");
  const setPeople = textWriter(people);
  const join = el("a", { class: "match-join", href: withInvite(url, room), "aria-label": `Join ${name}` }, "Join");
  const watch = el("a", { href: addressWith(url, room, "watch"), "aria-label": `Watch ${name}` }, "Watch");
  return {
    node: el(
      "li",
      { class: "match", "data-room": room },
      el("h4", { class: "match-name" }, name),
      el("p", { class: "match-facts" }, people),
      el("div", { class: "match-ways" }, join, watch),
    ),
    update: (now) => setPeople(formatCount(now.people, "player")),
  };
}
