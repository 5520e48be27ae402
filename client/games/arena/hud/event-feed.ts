import { CAUSE, type Event } from "../../../../shared/games/arena/event.ts";
import { el, nameElement } from "../../../shell/ui/dom.ts";
import { formatNumber } from "../../../shell/ui/format.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { deathCauseText } from "./death-cause.ts";
import { kindStyle } from "./palette.ts";
import type { HudPart } from "./part.ts";
import type { SeatName, SeatNames } from "./seat-names.ts";

const LINES = 5;
const LIFE_MS = 9_000;

type Death = Extract<Event, { type: "death" }>;

/** Lists kills, newest last. */
export class EventFeed implements HudPart {
  readonly root: HTMLElement = el("ul", { class: "feed", "aria-label": "Event feed" });
  readonly #roster: SeatNames;
  readonly #lines: { node: HTMLElement; endsAtMs: number }[] = [];

  constructor(roster: SeatNames) {
    this.#roster = roster;
  }

  update(frame: ArenaFrame, _view: unknown, nowMs: number): void {
    for (const event of frame.events) {
      if (event.type === "death" && this.#isNews(event)) this.#add(this.#death(event, frame.own.seat), nowMs);
      else if (event.type === "roundStart") this.#add(el("li", { class: "round-line" }, `Round ${event.round}`), nowMs);
    }
    while (this.#lines.length > 0 && (this.#lines.length > LINES || this.#lines[0].endsAtMs < nowMs))
      this.#lines.shift()?.node.remove();
  }

  /** Whether to list a death: not of strangers far away. */
  #isNews({ seat, by }: Death): boolean {
    return this.#roster.has(seat) || this.#roster.has(by);
  }

  #add(node: HTMLElement, nowMs: number): void {
    this.#lines.push({ node, endsAtMs: nowMs + LIFE_MS });
    this.root.append(node);
  }

  #death(event: Death, ownSeat: number): HTMLElement {
    const words = deathCauseText(event.cause);
    const victim = person(this.#roster.get(event.seat), event.seat === ownSeat);
    const line = el("li", { class: event.seat === ownSeat || event.by === ownSeat ? "own-line" : "" });
    if (event.by < 0 || event.by === event.seat) {
      line.append(victim, ` ${words.alone}`);
      if (event.cause === CAUSE.left) line.classList.add("quiet");
      return line;
    }
    line.append(person(this.#roster.get(event.by), event.by === ownSeat), ` ${words.verb} `, victim);
    if (event.bounty > 0) line.append(el("span", { class: "gain" }, ` +${formatNumber(event.bounty)}`));
    return line;
  }
}

function person({ name, kind }: SeatName, own: boolean): HTMLElement {
  return nameElement(name, own ? "own" : kindStyle(kind).className);
}
