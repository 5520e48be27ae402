import { HULLS } from "../../../shared/arena/data/hulls.ts";
import type { ArenaFrame } from "../../arena/frame.ts";
import { type ActionId, type Bindings, keyLabel } from "../../input/actions.ts";
import { el } from "../dom.ts";
import { BeaconLabels } from "./beacon-labels.ts";
import { BeaconList } from "./beacon-list.ts";
import { Damage } from "./damage.ts";
import { DeathScreen } from "./death-screen.ts";
import { Feed } from "./feed.ts";
import { Hints } from "./hints.ts";
import { Hold } from "./hold.ts";
import { LinkBanner } from "./link-banner.ts";
import { Minimap } from "./minimap.ts";
import { NetGraph } from "./net-graph.ts";
import type { HudPart, HudView } from "./part.ts";
import { Pointers } from "./pointers.ts";
import { Purse } from "./purse.ts";
import { ResultScreen } from "./result-screen.ts";
import { Roster } from "./roster.ts";
import { RoundClock } from "./round-clock.ts";
import { Scoreboard } from "./scoreboard.ts";
import { Toasts } from "./toasts.ts";
import { Vitals } from "./vitals.ts";

export interface HudPort {
  /** Keys now bound, for hints; touch screens have none. */
  keys(): Bindings;
  touch(): boolean;
  hull(): number;
  chooseHull(hull: number): void;
}

/** Everything shown over the arena. Feed it one frame at a time. */
export class Hud {
  readonly root: HTMLElement = el("div", { class: "hud", hidden: true });
  readonly #roster = new Roster();
  readonly #map = new Minimap();
  readonly #scores = new Scoreboard();
  readonly #net = new NetGraph();
  readonly #death: DeathScreen;
  readonly #parts: readonly HudPart[];
  readonly #port: HudPort;

  constructor(port: HudPort) {
    this.#port = port;
    this.#death = new DeathScreen(this.#roster, port.hull(), (hull) => port.chooseHull(hull));
    const [purse, clock, feed, hold] = [new Purse(), new RoundClock(), new Feed(this.#roster), new Hold()];
    const vitals = new Vitals(() => ({ primary: this.#key("primary"), secondary: this.#key("secondary") }));
    const hints = new Hints(() => ({ dock: this.#key("dock"), first: this.#firstFlight() }));
    const [toasts, damage, pointers] = [new Toasts(this.#roster), new Damage(), new Pointers()];
    const [beacons, labels] = [new BeaconList(), new BeaconLabels()];
    const [result, banner] = [new ResultScreen(), new LinkBanner()];
    this.root.append(
      labels.root,
      damage.root,
      pointers.root,
      el("div", { class: "corner top-left" }, purse.root, vitals.root, hold.root, this.#net.root),
      el("div", { class: "corner top" }, clock.root, banner.root),
      el("div", { class: "corner top-right" }, this.#map.root, beacons.root, feed.root),
      el("div", { class: "corner bottom" }, toasts.root, hints.root),
      this.#death.root,
      result.root,
      this.#scores.root,
    );
    this.#parts = [
      purse,
      clock,
      feed,
      hold,
      vitals,
      hints,
      toasts,
      damage,
      pointers,
      beacons,
      labels,
      banner,
      result,
      this.#map,
      this.#scores,
      this.#net,
      this.#death,
    ];
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    this.#roster.update(frame, nowMs);
    for (const part of this.#parts) part.update(frame, view, nowMs);
    const mode = frame.round.over ? "over" : frame.own.alive ? "flying" : "dead";
    if (this.root.dataset.mode !== mode) this.root.dataset.mode = mode;
  }

  show(on: boolean): void {
    this.root.hidden = !on;
  }

  onAction(action: ActionId, down: boolean): void {
    if (action === "scores") this.#scores.show(down);
    else if (action === "map" && down) this.#map.toggleZoom();
    else if (action === "net" && down) this.#net.toggle();
  }

  /** Puts what a touch screen has instead of keys beside the map. */
  addButtons(buttons: HTMLElement): void {
    this.#map.root.after(buttons);
  }

  toggleScores(): void {
    this.#scores.toggle();
  }

  /** A number key: the next hull, while dead. Says whether it was taken. */
  pickHull(index: number): boolean {
    if (!this.#death.open || index >= HULLS.length) return false;
    this.#death.choose(index);
    this.#port.chooseHull(index);
    return true;
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

/** What the touch buttons are called. */
const TOUCH_LABELS: Partial<Record<ActionId, string>> = { primary: "Fire", dock: "Dock" };
