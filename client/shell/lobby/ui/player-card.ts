import { ROLE } from "../../../../shared/roles.ts";
import { serverTime } from "../../../net/server-time.ts";
import { apiErrorMessage, type PlayedRound, type PlayerPage, type Totals } from "../../identity/index.ts";
import { el } from "../../ui/dom.ts";
import { formatAgo, formatNumber, ordinal } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.ts";
import { matchName } from "../match-name.ts";
import type { ResultWords } from "../results.ts";
import { canModerate, type LobbyContext } from "./context.ts";
import { emptyNote, nameWithBadge, skeletonRows } from "./name-with-badge.ts";
import { sanctionForm } from "./sanctions.ts";

const NO_TOTALS: Totals = { credits: 0, kills: 0, deaths: 0, rounds: 0, wins: 0 };

/** One player: role, match, recent results and actions. */
export class PlayerCard {
  readonly panel = new Panel("Player", "card player-card");
  readonly #context: LobbyContext;
  #player = 0;
  /** Rises with each opening: answers for earlier ones are dropped. */
  #opening = 0;

  constructor(context: LobbyContext) {
    this.#context = context;
    this.panel.root.addEventListener("close", () => this.#opening++);
  }

  show(player: number, name: string): void {
    this.#player = player;
    this.#draw(name, null);
    this.panel.show();
    void this.#load(name);
  }

  async #load(name: string): Promise<void> {
    const opening = ++this.#opening;
    try {
      const page = await this.#context.api.player(this.#player);
      if (opening === this.#opening) this.#draw(page.name || name, page);
    } catch (error) {
      const reason = apiErrorMessage(error);
      if (opening !== this.#opening) return;
      const again = el("button", { type: "button", class: "quiet-button" }, "Try again");
      again.addEventListener("click", () => void this.#load(name));
      this.panel.body.querySelector(".player-facts")?.replaceChildren(emptyNote(reason, again));
    }
  }

  #draw(name: string, page: PlayerPage | null): void {
    const { lobby } = this.#context;
    const own = this.#player === lobby.ownPlayer;
    this.panel.title.replaceChildren(...nameWithBadge(name, page === null ? 0 : ROLE[page.role], own));
    const facts = el("div", { class: "player-facts" });
    if (page === null) facts.append(skeletonRows(6, "row-ghost"));
    else {
      const { game, results } = this.#context;
      facts.append(
        totals(page.games.find((totals) => totals.game === game) ?? NO_TOTALS, results),
        this.#rounds(page.rounds.filter((round) => round.game === game)),
      );
    }
    this.panel.body.replaceChildren(
      this.#ways(name, own),
      facts,
      ...(canModerate(this.#context) && !own
        ? [sanctionForm(this.#context, this.#player, (text, wrong) => this.panel.setNote(text, wrong))]
        : []),
    );
  }

  #ways(name: string, own: boolean): HTMLElement {
    const { lobby, friends, navigation, mention } = this.#context;
    const person = lobby.person(this.#player);
    const row = el("div", { class: "button-row" });
    const where = own ? "This is you." : person === null ? "Not online." : person.match === "" ? "Online." : "";
    row.append(el("p", { class: "where" }, where === "" ? `Playing in ${matchName(person?.match ?? "")}.` : where));
    const add = (label: string, act: () => void): HTMLButtonElement => {
      const button = el("button", { type: "button" }, label);
      button.addEventListener("click", act);
      row.append(button);
      return button;
    };
    const leave = (act: () => void) => (): void => {
      this.panel.close();
      act();
    };
    if (own) return row;
    if (person !== null && person.match !== "") {
      add(
        "Join",
        leave(() => navigation.join(person.match)),
      );
      add(
        "Watch",
        leave(() => navigation.watch(person.match)),
      );
    }
    if (person !== null)
      add(
        "Mention",
        leave(() => mention(name)),
      );
    const follow = add("", () => void this.#follow(name, follow));
    follow.textContent = friends.has(this.#player) ? "Unfollow" : "Follow";
    return row;
  }

  async #follow(name: string, button: HTMLButtonElement): Promise<void> {
    const { friends } = this.#context;
    const on = !friends.has(this.#player);
    button.textContent = on ? "Unfollow" : "Follow";
    try {
      await friends.follow(this.#player, name, on);
      this.panel.setNote(on ? "You will be notified when they come online." : "You no longer follow them.");
    } catch (error) {
      button.textContent = on ? "Follow" : "Unfollow";
      this.panel.setNote(apiErrorMessage(error), true);
    }
  }

  #rounds(rounds: readonly PlayedRound[]): HTMLElement {
    if (rounds.length === 0) return emptyNote("No finished rounds yet.");
    const { results } = this.#context;
    const list = el("ol", { class: "played" });
    for (const round of rounds) {
      const { replay } = round;
      const facts = [
        el("b", { class: round.place === 1 ? "won" : "" }, ordinal(round.place)),
        ...results.ofRound(round).map((text) => el("span", {}, text)),
        el(
          "time",
          { datetime: new Date(round.endedAtMs).toISOString() },
          formatAgo(serverTime.nowMs() - round.endedAtMs),
        ),
      ];
      const row = el("li", {}, ...facts);
      if (replay !== undefined) {
        const link = el(
          "button",
          {
            type: "button",
            class: "quiet-button",
            "aria-label": `Watch round ${round.round}, ${ordinal(round.place)}`,
          },
          "Replay",
        );
        link.addEventListener("click", () => {
          this.panel.close();
          this.#context.navigation.watchReplay(replay);
        });
        row.append(link);
      }
      list.append(row);
    }
    return el("section", {}, el("h3", {}, "Recent rounds"), list);
  }
}

function totals(sums: Totals, results: ResultWords): HTMLElement {
  const list = el("dl", { class: "totals" });
  for (const [label, field] of results.totals)
    list.append(el("div", {}, el("dt", {}, label), el("dd", {}, formatNumber(sums[field]))));
  return list;
}
