import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import { el, nameElement, styleWriter, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatDistance } from "../../../shell/ui/format.ts";
import type { ArenaFrame, ShipView } from "../model/frame.ts";
import { type EdgePoint, edgePoint } from "./edge.ts";
import type { HudPart, HudView } from "./part.ts";

/** Half the width of the widest label, px. */
const LABEL_PX = 100;
/** Maximum distance of enemies to point at, px; only the nearest few. */
const ENEMY_PX = 2_600;
const ENEMIES = 3;

class Pointer {
  readonly root: HTMLElement;
  readonly #shown: (on: boolean) => void;
  readonly #move: (value: string) => void;
  readonly #turn: (value: string) => void;
  readonly #name: (text: string) => void;
  readonly #distance: (text: string) => void;
  readonly #kind: (value: string) => void;
  readonly #side: (value: string) => void;

  constructor() {
    const arrow = el("i", { class: "pointer-arrow" });
    const name = nameElement();
    const range = el("span", { class: "pointer-range" });
    const label = el("span", { class: "pointer-label" }, name, range);
    this.root = el("div", { class: "pointer", hidden: true }, arrow, label);
    this.#shown = visibilityWriter(this.root);
    this.#move = styleWriter(this.root, "transform");
    this.#turn = styleWriter(arrow, "rotate");
    this.#name = textWriter(name);
    this.#distance = textWriter(range);
    this.#kind = dataWriter(this.root, "kind");
    this.#side = dataWriter(this.root, "side");
  }

  show(at: EdgePoint, view: HudView, kind: string, name: string, distancePx: number): void {
    this.#shown(true);
    this.#move(`translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`);
    this.#turn(`${at.angle.toFixed(2)}rad`);
    this.#name(name);
    this.#distance(formatDistance(distancePx));
    this.#kind(kind);
    // The label sits on the inner side of its arrow.
    const side = at.y < view.height / 2 ? "below" : "above";
    this.#side(at.x < LABEL_PX ? "right" : at.x > view.width - LABEL_PX ? "left" : side);
  }

  hide(): void {
    this.#shown(false);
  }
}

function dataWriter(node: HTMLElement, key: string): (value: string) => void {
  let last: string | null = null;
  return (value) => {
    if (value !== last) node.dataset[key] = last = value;
  };
}

/**
 * Shows arrows at the screen's edge: to the nearest station and, of the ships in view, to the nearest enemies and the
 * highest bounty.
 */
export class EdgePointers implements HudPart {
  readonly root: HTMLElement = el("div", { class: "pointers", "aria-hidden": "true" });
  readonly #pool: Pointer[] = [];
  readonly #at: EdgePoint = { x: 0, y: 0, angle: 0 };
  #used = 0;

  update(frame: ArenaFrame, view: HudView): void {
    this.#used = 0;
    if (frame.ownShip !== null && !frame.ownShip.docked && frame.config !== null) {
      this.#pointStation(frame, view);
      this.#pointShips(frame, view);
    }
    for (let i = this.#used; i < this.#pool.length; i++) this.#pool[i].hide();
  }

  #pointStation(frame: ArenaFrame, view: HudView): void {
    let nearest = -1;
    let nearestPx = Infinity;
    frame.stations.forEach((station, i) => {
      const px = Math.hypot(station.x - frame.focus.x, station.y - frame.focus.y);
      if (px < nearestPx) [nearest, nearestPx] = [i, px];
    });
    const name = frame.config?.map.stations[nearest]?.name ?? "";
    if (nearest >= 0)
      this.#point(view, frame.stations[nearest].x, frame.stations[nearest].y, "station", name, nearestPx);
  }

  #pointShips(frame: ArenaFrame, view: HudView): void {
    const near: { ship: ShipView; px: number }[] = [];
    let wanted: ShipView | null = null;
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      if (ship.own || ship.docked) continue;
      if (ship.bounty > (wanted?.bounty ?? 0)) wanted = ship;
      const px = Math.hypot(ship.x - frame.focus.x, ship.y - frame.focus.y);
      if (px < ENEMY_PX && ship.kind !== PLAYER_KIND.trader) near.push({ ship, px });
    }
    near.sort((a, b) => a.px - b.px);
    for (const { ship, px } of near.slice(0, ENEMIES)) {
      if (ship === wanted) continue;
      const kind = ship.kind === PLAYER_KIND.pirate ? "pirate" : "person";
      this.#point(view, ship.x, ship.y, kind, ship.name, px);
    }
    if (wanted === null) return;
    const px = Math.hypot(wanted.x - frame.focus.x, wanted.y - frame.focus.y);
    this.#point(view, wanted.x, wanted.y, "bounty", wanted.name, px);
  }

  #point(view: HudView, x: number, y: number, kind: string, name: string, px: number): void {
    if (!edgePoint(view, x, y, this.#at)) return;
    let pointer = this.#pool[this.#used];
    if (pointer === undefined) {
      pointer = new Pointer();
      this.#pool.push(pointer);
      this.root.append(pointer.root);
    }
    this.#used++;
    pointer.show(this.#at, view, kind, name, px);
  }
}
