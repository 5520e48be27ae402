import { el, nameElement, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatClock, formatCount, formatNumber, ordinal } from "../../../shell/ui/format.ts";
import type { ArenaFrame, PlayerView } from "../model/frame.ts";
import { kindStyle } from "./palette.ts";
import type { HudPart } from "./part.ts";

const PODIUM = 3;

/** The result of a round: winner, podium, the player's own row, and the time to the next round. */
export class ResultScreen implements HudPart {
  readonly root: HTMLElement;
  readonly #winner = el("p", { class: "winner" });
  readonly #podium = el("ol", { class: "podium" });
  readonly #own: (text: string) => void;
  readonly #next: (text: string) => void;
  readonly #shown: (on: boolean) => void;
  #round = -1;

  constructor() {
    const [next, own] = [el("b"), el("p", { class: "own-result" })];
    this.root = el(
      "section",
      { class: "overlay result", "aria-label": "Result", hidden: true },
      el("h2", {}, "Round over"),
      this.#winner,
      this.#podium,
      own,
      el("p", { class: "countdown" }, "Next round in ", next),
    );
    this.#next = textWriter(next);
    this.#own = textWriter(own);
    this.#shown = visibilityWriter(this.root);
  }

  update(frame: ArenaFrame): void {
    const { round, players } = frame;
    this.#shown(round.over);
    if (!round.over) {
      this.#round = -1;
      return;
    }
    this.#next(formatClock(round.remainingS));
    this.#own(ownResult(frame));
    if (this.#round === round.number || players.count === 0) return;
    this.#round = round.number;
    const best = players.items.slice(0, Math.min(PODIUM, players.count));
    this.#winner.replaceChildren(named(best[0]), best[0].own ? ": you win the round" : " wins the round");
    this.#podium.replaceChildren(...best.map((player, i) => this.#step(player, i)));
  }

  #step(player: PlayerView, index: number): HTMLElement {
    return el(
      "li",
      { class: player.own ? "step own" : "step", style: `order: ${[1, 0, 2][index]}` },
      named(player),
      el("b", { class: "step-credits" }, `${formatNumber(player.credits)} cr`),
      el("span", { class: "block" }, String(index + 1)),
    );
  }
}

function ownResult({ players, own: { rank }, pilotCount }: ArenaFrame): string {
  const own = players.items.find((player, i) => i < players.count && player.own);
  if (own === undefined || rank === 0) return "";
  const { credits, kills, deaths } = own;
  return `You: ${ordinal(rank)} of ${pilotCount} · ${formatNumber(credits)} cr · ${formatCount(kills, "kill")} · ${formatCount(deaths, "death")}`;
}

function named(player: PlayerView): HTMLElement {
  return nameElement(player.name, player.own ? "own" : kindStyle(player.kind).className);
}
