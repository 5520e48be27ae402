import { CAUSE, type Event } from "../../../shared/arena/event.ts";
import type { ArenaFrame } from "../../arena/frame.ts";
import { el, nameOf } from "../dom.ts";
import { kindOf } from "../palette.ts";
import { causeWords, grouped } from "../words.ts";
import type { HudPart } from "./part.ts";
import type { Person, Roster } from "./roster.ts";

const LINES = 5;
const LIFE_MS = 9_000;

type Death = Extract<Event, { type: "death" }>;

/** Who destroyed whom, and how; newest last. */
export class Feed implements HudPart {
  readonly root: HTMLElement = el("ul", { class: "feed", "aria-label": "What happened" });
  readonly #roster: Roster;
  readonly #lines: { node: HTMLElement; endsAtMs: number }[] = [];

  constructor(roster: Roster) {
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

  /** What befell strangers far away is not. */
  #isNews({ seat, by }: Death): boolean {
    return this.#roster.knows(seat) || this.#roster.knows(by);
  }

  #add(node: HTMLElement, nowMs: number): void {
    this.#lines.push({ node, endsAtMs: nowMs + LIFE_MS });
    this.root.append(node);
  }

  #death(event: Death, ownSeat: number): HTMLElement {
    const words = causeWords(event.cause);
    const victim = person(this.#roster.of(event.seat), event.seat === ownSeat);
    const line = el("li", { class: event.seat === ownSeat || event.by === ownSeat ? "own-line" : "" });
    if (event.by < 0 || event.by === event.seat) {
      line.append(victim, ` ${words.alone}`);
      if (event.cause === CAUSE.left) line.classList.add("quiet");
      return line;
    }
    line.append(person(this.#roster.of(event.by), event.by === ownSeat), ` ${words.verb} `, victim);
    if (event.bounty > 0) line.append(el("span", { class: "gain" }, ` +${grouped(event.bounty)}`));
    return line;
  }
}

function person({ name, kind }: Person, own: boolean): HTMLElement {
  return nameOf(name, own ? "own" : kindOf(kind).className);
}
