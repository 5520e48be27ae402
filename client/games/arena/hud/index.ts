import { el } from "../../../shell/ui/dom.ts";
import { type ActionId, type Bindings, keyLabel } from "../input/actions.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { BeaconList } from "./beacon-list.ts";
import { Hints } from "./hints.ts";
import { type HudPreferences, MatchHud } from "./match-hud.ts";
import type { HudView } from "./part.ts";

export interface HudPort {
  /** The current key bindings, for hints; touch screens have none. */
  keys(): Bindings;
  touch(): boolean;
  hull(): number;
  chooseHull(hull: number): void;
}

/** The HUD of the arena, for one match at a time. Call `update` with each frame. */
export class Hud {
  readonly root: HTMLElement = el("div", { class: "hud", hidden: true });
  readonly #port: HudPort;
  readonly #buttons: HTMLElement;
  readonly #choices: HudPreferences = { mapNear: false, netOpen: false };
  readonly #beacons = new BeaconList();
  readonly #hints = new Hints(() => ({ dock: this.#key("dock"), first: this.#firstFlight() }));
  #match: MatchHud | null = null;

  /** @param buttons shown on touch screens in place of keys @param touch covers the whole HUD */
  constructor(port: HudPort, buttons: HTMLElement, touch: HTMLElement) {
    this.#port = port;
    this.#buttons = buttons;
    this.root.append(touch);
  }

  /** Begins another match. */
  enter(): void {
    this.leave();
    this.#match = new MatchHud({
      choices: this.#choices,
      hints: this.#hints,
      beacons: this.#beacons,
      buttons: this.#buttons,
      hull: this.#port.hull(),
      key: (action) => this.#key(action),
      chooseHull: (hull) => this.#port.chooseHull(hull),
    });
    this.root.prepend(...this.#match.nodes);
  }

  leave(): void {
    this.#match?.remove();
    this.#match = null;
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    this.#match?.update(frame, view, nowMs);
    const mode = frame.round.over ? "over" : frame.own.alive ? "flying" : "dead";
    if (this.root.dataset.mode !== mode) this.root.dataset.mode = mode;
  }

  show(on: boolean): void {
    this.root.hidden = !on;
  }

  onAction(action: ActionId, down: boolean): void {
    const choices = this.#choices;
    if (action === "scores") this.#match?.scores.show(down);
    else if (action === "map" && down) {
      choices.mapNear = !choices.mapNear;
      this.#match?.map.zoom(choices.mapNear);
    } else if (action === "net" && down) {
      choices.netOpen = !choices.netOpen;
      this.#match?.net.open(choices.netOpen);
    }
  }

  toggleScores(): void {
    this.#match?.scores.toggle();
  }

  /** Chooses the next ship's hull; only while dead. */
  pickHull(hull: number): void {
    if (this.#match?.death.open !== true) return;
    this.#match.death.choose(hull);
    this.#port.chooseHull(hull);
  }

  #key(action: ActionId): string {
    if (this.#port.touch()) return TOUCH_LABELS[action] ?? "";
    const key = this.#port.keys()[action].find((code) => code !== "");
    return key === undefined ? "" : keyLabel(key);
  }

  #firstFlight(): string {
    if (this.#port.touch()) return "Left thumb flies · right thumb fires";
    return `${this.#key("thrust")} to thrust · mouse to turn · ${this.#key("primary")} to fire · Esc for settings`;
  }
}

/** Labels of the touch buttons. */
const TOUCH_LABELS: Partial<Record<ActionId, string>> = { primary: "Fire", dock: "Dock" };
