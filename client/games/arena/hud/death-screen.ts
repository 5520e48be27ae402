import { el, nameElement, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatNumber } from "../../../shell/ui/format.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { deathCauseText } from "./death-cause.ts";
import { HullPicker } from "./hull-picker.ts";
import { kindStyle } from "./palette.ts";
import type { HudPart } from "./part.ts";
import type { SeatNames } from "./seat-names.ts";

/** Shows the cause of death, the time until the next ship, and the choice of its hull. */
export class DeathScreen implements HudPart {
  readonly root: HTMLElement;
  readonly #roster: SeatNames;
  readonly #picker: HullPicker;
  readonly #cause = el("p", { class: "death-cause" });
  readonly #shown: (on: boolean) => void;
  readonly #seconds: (text: string) => void;
  #seenAlive = false;
  #open = false;

  constructor(roster: SeatNames, hull: number, onChoose: (hull: number) => void) {
    this.#roster = roster;
    this.#picker = new HullPicker("Next ship (1–4)", "next-hull", hull, onChoose, true);
    const seconds = el("b");
    this.root = el(
      "section",
      { class: "overlay death", "aria-label": "Ship lost", hidden: true },
      el("h2", {}, "Ship lost"),
      this.#cause,
      el("p", { class: "countdown" }, "Next ship in ", seconds),
      this.#picker.root,
    );
    this.#shown = visibilityWriter(this.root);
    this.#seconds = textWriter(seconds);
  }

  /** Whether it is open: then number keys choose a hull. */
  get open(): boolean {
    return this.#open;
  }

  choose(hull: number): void {
    this.#picker.choose(hull);
  }

  update(frame: ArenaFrame): void {
    const { own, round, net } = frame;
    for (const event of frame.events) if (event.type === "death" && event.seat === own.seat) this.#showCause(event);
    if (own.alive) this.#seenAlive = true;
    this.#open = !own.alive && this.#seenAlive && !round.over && net.state === "live";
    this.#shown(this.#open);
    if (this.#open) this.#seconds(`${Math.max(0, own.respawnInS).toFixed(1)} s`);
    if (own.alive) this.#cause.textContent = "";
  }

  #showCause(death: { seat: number; by: number; cause: number; bounty: number }): void {
    const words = deathCauseText(death.cause);
    if (death.by < 0 || death.by === death.seat) {
      this.#cause.replaceChildren(`Your ship ${words.alone}`);
      return;
    }
    const killer = this.#roster.get(death.by);
    const line: (Node | string)[] = [nameElement(killer.name, kindStyle(killer.kind).className), ` · ${words.means}`];
    if (death.bounty > 0) line.push(` · claimed ${formatNumber(death.bounty)} cr`);
    this.#cause.replaceChildren(...line);
  }
}
