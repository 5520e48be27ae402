import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { ORES } from "../../../../shared/games/arena/data/ores.ts";
import { classWriter, el, styleWriter, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatNumber } from "../../../shell/ui/format.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { ORE_COLOURS } from "./palette.ts";
import type { HudPart } from "./part.ts";

interface OreLine {
  readonly amount: (text: string) => void;
  readonly shown: (on: boolean) => void;
  readonly grow: (value: string) => void;
}

/** Shows the hold: units by ore, their value, and the free space. */
export class CargoHold implements HudPart {
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
      const part = el("i", { style: `--ore: ${ORE_COLOURS[i]}` });
      const amount = el("b", { class: "ore-count" });
      const line = el("li", { style: `--ore: ${ORE_COLOURS[i]}`, hidden: true }, amount, ` ${ore.name}`);
      track.append(part);
      list.append(line);
      this.#lines.push({
        amount: textWriter(amount),
        shown: visibilityWriter(line),
        grow: styleWriter(part, "flex-grow"),
      });
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
    const { cargo, freeCargo, hull } = frame.own;
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
    this.#worth(worth > 0 ? `worth ${formatNumber(worth)} cr` : "");
    this.#room(String(Math.max(0, freeCargo)));
    this.#full(used > 0 && freeCargo <= 0);
  }
}
