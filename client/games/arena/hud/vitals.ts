import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { classWriter, el, styleWriter, textWriter } from "../../../shell/ui/dom.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { HudPart } from "./part.ts";

const LOW = 0.3;

/** A labelled bar; `set(share, points)`. A pale bar behind the fill shows a recent loss. */
class Bar {
  readonly root: HTMLElement;
  readonly #scale: (value: string) => void;
  readonly #ghost: (value: string) => void;
  readonly #value: (text: string) => void;
  readonly #low: (on: boolean) => void;

  constructor(label: string, className: string) {
    const fill = el("i", { class: "bar-fill" });
    const ghost = el("i", { class: "bar-ghost" });
    const value = el("span", { class: "bar-value" });
    this.root = el(
      "div",
      { class: `bar ${className}` },
      el("span", { class: "bar-label" }, label),
      el("div", { class: "bar-track" }, ghost, fill),
      value,
    );
    this.#scale = styleWriter(fill, "transform");
    this.#ghost = styleWriter(ghost, "transform");
    this.#value = textWriter(value);
    this.#low = classWriter(this.root, "low");
  }

  set(share: number, points: number): void {
    const scale = `scaleX(${Math.max(0, Math.min(1, share)).toFixed(3)})`;
    this.#scale(scale);
    this.#ghost(scale);
    this.#value(String(Math.ceil(points)));
    this.#low(share < LOW);
  }
}

/** A weapon's name, key and reload progress. */
class Chip {
  readonly root: HTMLElement;
  readonly #name: (text: string) => void;
  readonly #key: (text: string) => void;
  readonly #scale: (value: string) => void;
  readonly #ready: (on: boolean) => void;

  constructor(className: string) {
    const name = el("span", { class: "chip-name" });
    const key = el("kbd", {});
    const fill = el("i", { class: "chip-fill" });
    this.root = el("div", { class: `chip ${className}` }, fill, name, key);
    this.#name = textWriter(name);
    this.#key = textWriter(key);
    this.#scale = styleWriter(fill, "transform");
    this.#ready = classWriter(this.root, "ready");
  }

  set(weapon: string, key: string, ready: number, powered: boolean): void {
    this.#name(weapon);
    this.#key(key);
    this.#scale(`scaleX(${Math.max(0, Math.min(1, ready)).toFixed(2)})`);
    this.#ready(ready >= 1 && powered);
  }
}

/** Shows shield, armor, energy and both weapons. */
export class Vitals implements HudPart {
  readonly root: HTMLElement;
  readonly #shield = new Bar("Shield", "shield");
  readonly #armor = new Bar("Armor", "armor");
  readonly #energy = new Bar("Energy", "energy");
  readonly #primary = new Chip("primary");
  readonly #secondary = new Chip("secondary");
  readonly #keys: () => { primary: string; secondary: string };

  /** @param keys labels of the fire keys; called when the HUD is drawn */
  constructor(keys: () => { primary: string; secondary: string }) {
    this.#keys = keys;
    this.root = el(
      "section",
      { class: "panel vitals", "aria-label": "Ship" },
      this.#shield.root,
      this.#armor.root,
      this.#energy.root,
      el("div", { class: "chips" }, this.#primary.root, this.#secondary.root),
    );
  }

  update(frame: ArenaFrame): void {
    const { own, ownShip } = frame;
    const hull = hullOf(own.hull);
    const armor = ownShip?.armor ?? 0;
    const shield = ownShip?.shield ?? 0;
    this.#shield.set(shield, shield * hull.shield);
    this.#armor.set(armor, armor * hull.armor);
    this.#energy.set(own.energy, (own.energy * hull.energy) / 16);
    const keys = this.#keys();
    const energy = own.energy * hull.energy;
    const [primary, secondary] = [weaponOf(hull.primary), weaponOf(hull.secondary)];
    this.#primary.set(primary.name, keys.primary, own.primaryReady, energy >= primary.energy);
    this.#secondary.set(secondary.name, keys.secondary, own.secondaryReady, energy >= secondary.energy);
  }
}
