import { hullOf } from "../../../shared/arena/data/hulls.ts";
import { ORES } from "../../../shared/arena/data/ores.ts";
import type { ArenaFrame } from "../../arena/frame.ts";
import { classWriter, el, shownWriter, styleWriter, textWriter } from "../dom.ts";
import { ORE_INK } from "../palette.ts";
import { grouped } from "../words.ts";
import type { HudPart } from "./part.ts";

interface OreLine {
  readonly amount: (text: string) => void;
  readonly shown: (on: boolean) => void;
  readonly grow: (value: string) => void;
}

/** The hold: units by ore, what they would bring, and the room left. */
export class Hold implements HudPart {
  readonly root: HTMLElement;
  readonly #lines: OreLine[] = [];
  readonly #used: (text: string) => void;
  readonly #worth: (text: string) => void;
  readonly #room: (value: string) => void;
  readonly #full: (on: boolean) => void;

  constructor() {
    const used = el("b");
    const worth = el("span", { class: "worth" });
    const track = el("div", { class: "hold-track" });
    const list = el("ul", { class: "ores" });
    ORES.forEach((ore, i) => {
      const part = el("i", { style: `--ore: ${ORE_INK[i]}` });
      const amount = el("b", { class: "ore-count" });
      const line = el("li", { style: `--ore: ${ORE_INK[i]}`, hidden: true }, amount, ` ${ore.name}`);
      track.append(part);
      list.append(line);
      this.#lines.push({ amount: textWriter(amount), shown: shownWriter(line), grow: styleWriter(part, "flex-grow") });
    });
    const room = el("i", { class: "hold-room" });
    track.append(room);
    this.root = el(
      "section",
      { class: "panel hold", "aria-label": "Hold" },
      el("div", { class: "panel-head" }, el("span", {}, "Hold ", used), worth),
      track,
      list,
    );
    this.#used = textWriter(used);
    this.#worth = textWriter(worth);
    this.#room = styleWriter(room, "flex-grow");
    this.#full = classWriter(this.root, "full");
  }

  update(frame: ArenaFrame): void {
    const { cargo, room, hull } = frame.own;
    const capacity = hullOf(hull).cargo;
    let used = 0;
    let worth = 0;
    for (let i = 0; i < this.#lines.length; i++) {
      const units = cargo[i] ?? 0;
      used += units;
      worth += units * ORES[i].price;
      this.#lines[i].amount(String(units));
      this.#lines[i].shown(units > 0);
      this.#lines[i].grow(String(units));
    }
    this.#used(`${used}/${capacity}`);
    this.#worth(worth > 0 ? `worth ${grouped(worth)} cr` : "");
    this.#room(String(Math.max(0, room)));
    this.#full(used > 0 && room <= 0);
  }
}
