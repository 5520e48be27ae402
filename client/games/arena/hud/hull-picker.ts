import { HULLS, type Hull } from "../../../../shared/games/arena/data/hulls.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { el } from "../../../shell/ui/dom.ts";
import { hullShape } from "./hull-shape.ts";

/** The four figures on a card, each as a share of the best hull's. */
const TRAITS: readonly { readonly label: string; readonly of: (hull: Hull) => number }[] = [
  { label: "Speed", of: (hull) => hull.topSpeedPerTick * (hull.thrustPerTick / 10_000 + 1) },
  { label: "Armor", of: (hull) => hull.armor },
  { label: "Shield", of: (hull) => hull.shield },
  { label: "Cargo", of: (hull) => hull.cargo },
];

/** Cards to choose a hull from: a radio group, so that arrow keys and screen readers work as usual. */
export class HullPicker {
  readonly root: HTMLFieldSetElement;
  readonly #inputs: HTMLInputElement[] = [];

  /** @param brief small cards without blurb and bars */
  constructor(legend: string, group: string, chosen: number, onChoose: (hull: number) => void, brief = false) {
    this.root = el("fieldset", { class: brief ? "hulls brief" : "hulls" }, el("legend", {}, legend));
    HULLS.forEach((hull, index) => {
      const input = el("input", { type: "radio", name: group, value: index, checked: index === chosen });
      input.addEventListener("change", () => onChoose(index));
      this.#inputs.push(input);
      this.root.append(el("label", { class: "hull" }, input, card(hull, index, brief)));
    });
  }

  get chosen(): number {
    return Math.max(
      0,
      this.#inputs.findIndex((input) => input.checked),
    );
  }

  choose(hull: number): void {
    const input = this.#inputs[hull];
    if (input) input.checked = true;
  }
}

function card(hull: Hull, index: number, brief: boolean): HTMLElement {
  const weapons = `${weaponOf(hull.primary).name} + ${weaponOf(hull.secondary).name}`;
  const head = el("span", { class: "hull-head" }, el("b", {}, hull.name), el("span", { class: "hull-arms" }, weapons));
  const root = el("span", { class: "hull-card" }, hullShape(index), head);
  if (brief) return root;
  const bars = el("span", { class: "hull-bars" });
  for (const { label, of } of TRAITS) {
    const share = of(hull) / Math.max(...HULLS.map(of));
    bars.append(
      el("span", { class: "hull-trait" }, label),
      el("span", { class: "hull-bar" }, el("i", { style: `transform: scaleX(${share.toFixed(2)})` })),
    );
  }
  root.append(el("span", { class: "hull-blurb" }, hull.blurb), bars);
  return root;
}
