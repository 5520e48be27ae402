import { LinkBanner } from "../../../shell/hud/link-banner.ts";
import { NetGraph } from "../../../shell/hud/net-graph.ts";
import { el } from "../../../shell/ui/dom.ts";
import type { ActionId } from "../input/actions.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { BeaconLabels } from "./beacon-labels.ts";
import type { BeaconList } from "./beacon-list.ts";
import { CargoHold } from "./cargo-hold.ts";
import { DamageIndicator } from "./damage-indicator.ts";
import { DeathScreen } from "./death-screen.ts";
import { EdgePointers } from "./edge-pointers.ts";
import { EventFeed } from "./event-feed.ts";
import type { Hints } from "./hints.ts";
import { Minimap } from "./minimap.ts";
import type { HudPart, HudView } from "./part.ts";
import { ResultScreen } from "./result-screen.ts";
import { RoundClock } from "./round-clock.ts";
import { ScorePanel } from "./score-panel.ts";
import { Scoreboard } from "./scoreboard.ts";
import { SeatNames } from "./seat-names.ts";
import { Toasts } from "./toasts.ts";
import { Vitals } from "./vitals.ts";

/** The player's choices, which outlive a match. */
export interface HudPreferences {
  /** Whether the map shows only the surroundings. */
  mapNear: boolean;
  netOpen: boolean;
}

export interface MatchHudOptions {
  readonly choices: HudPreferences;
  readonly hints: Hints;
  readonly beacons: BeaconList;
  /** Placed beside the map. */
  readonly buttons: HTMLElement;
  readonly hull: number;
  /** The label of an action's key or button. */
  key(action: ActionId): string;
  chooseHull(hull: number): void;
}

/** The HUD of one match. Each match gets a new one, so that no names, events or results carry over. */
export class MatchHud {
  readonly nodes: readonly HTMLElement[];
  readonly map: Minimap;
  readonly net: NetGraph;
  readonly scores: Scoreboard = new Scoreboard();
  readonly death: DeathScreen;
  readonly #roster = new SeatNames();
  readonly #parts: readonly HudPart[];

  constructor({ choices, hints, beacons, buttons, hull, key, chooseHull }: MatchHudOptions) {
    this.map = new Minimap(choices.mapNear);
    this.net = new NetGraph(choices.netOpen);
    this.death = new DeathScreen(this.#roster, hull, chooseHull);
    const [purse, clock, feed, hold] = [
      new ScorePanel(),
      new RoundClock(),
      new EventFeed(this.#roster),
      new CargoHold(),
    ];
    const vitals = new Vitals(() => ({ primary: key("primary"), secondary: key("secondary") }));
    const [toasts, damage, pointers] = [new Toasts(this.#roster), new DamageIndicator(), new EdgePointers()];
    const [labels, result, banner] = [new BeaconLabels(), new ResultScreen(), new LinkBanner()];
    const { map, net, scores, death } = this;
    this.nodes = [
      labels.root,
      damage.root,
      pointers.root,
      el("div", { class: "corner top-left" }, purse.root, vitals.root, hold.root, net.root),
      el("div", { class: "corner top" }, clock.root, banner.root),
      el("div", { class: "corner top-right" }, map.root, buttons, beacons.root, feed.root),
      el("div", { class: "corner bottom" }, toasts.root, hints.root),
      death.root,
      result.root,
      scores.root,
    ];
    this.#parts = [
      ...[purse, clock, feed, hold, vitals, hints, toasts, damage, pointers],
      ...[beacons, labels, banner, result, map, scores, net, death],
    ];
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    this.#roster.update(frame, nowMs);
    for (const part of this.#parts) part.update(frame, view, nowMs);
  }

  remove(): void {
    for (const node of this.nodes) node.remove();
    for (const part of this.#parts) part.dispose?.();
  }
}
