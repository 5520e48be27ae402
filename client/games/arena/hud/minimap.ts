import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { CanvasSheet, el } from "../../../shell/ui/dom.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { allegiance } from "../view/palette.ts";
import { ChartLayer } from "./chart-layer.ts";
import { INK_COLOURS } from "./palette.ts";
import type { HudPart, HudView } from "./part.ts";

const EVERY_MS = 50;
/** Half the width of the near map, px. */
const NEAR_PX = 4_500;
/** The sign of a beacon: page px, radians. */
const BEACON_WAVES_PX = [4.5, 7.2];
const BEACON_OPENING = 0.78;

/**
 * The map of the system or of the surroundings: bodies on their orbits, belts, stations, beacons, ships by allegiance,
 * a glow for distant ones, and the view.
 */
export class Minimap implements HudPart {
  readonly root: HTMLElement;
  readonly #sheet = new CanvasSheet("minimap-canvas");
  readonly #chart = new ChartLayer();
  #near: boolean;
  #drawnAtMs = 0;
  #scale = 1;
  #centerX = 0;
  #centerY = 0;

  constructor(near = false) {
    this.#near = near;
    this.root = el("section", { class: "panel minimap", "aria-label": "Map" }, this.#sheet.canvas);
  }

  /** Switches between the surroundings and the whole system. */
  zoom(near: boolean): void {
    this.#near = near;
    this.#drawnAtMs = 0;
  }

  dispose(): void {
    this.#sheet.dispose();
  }

  update(frame: ArenaFrame, view: HudView, nowMs: number): void {
    if (frame.config === null || nowMs - this.#drawnAtMs < EVERY_MS || this.#sheet.width === 0) return;
    const passedMs = nowMs - this.#drawnAtMs;
    this.#drawnAtMs = nowMs;
    const { context, width, height } = this.#sheet;
    const { map } = frame.config;
    this.#scale = width / 2 / (this.#near ? NEAR_PX : map.radiusPx * 1.04);
    this.#centerX = this.#near ? frame.focus.x : 0;
    this.#centerY = this.#near ? frame.focus.y : 0;
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(width / 2, height / 2);
    this.#drawMap(context, map, frame);
    for (const { x, y } of frame.beacons) this.#drawBeacon(context, x, y);
    const [left, top] = [this.#px(-map.radiusPx), this.#py(-map.radiusPx)];
    const spacing = (2 * map.radiusPx * this.#scale) / frame.chart.side;
    this.#chart.draw(context, frame, left, top, spacing, passedMs);
    this.#drawShips(context, frame, view);
    context.restore();
  }

  #px(x: number): number {
    return (x - this.#centerX) * this.#scale;
  }

  #py(y: number): number {
    return (y - this.#centerY) * this.#scale;
  }

  #drawMap(context: CanvasRenderingContext2D, map: MapConfig, frame: ArenaFrame): void {
    context.lineWidth = 1;
    this.#ring(context, 0, 0, map.radiusPx, "rgba(255, 106, 217, 0.35)");
    map.bodies.forEach((body, i) => {
      const at = frame.bodies[i];
      const parent = frame.bodies[body.parent];
      if (parent) this.#ring(context, parent.x, parent.y, body.orbitPx, "rgba(120, 160, 255, 0.22)");
      if (!at) return;
      context.fillStyle = hex(body.tint);
      this.#dot(context, at.x, at.y, Math.max(body.kind === "moon" ? 1 : 2, body.radiusPx * this.#scale));
    });
    for (const belt of map.belts) {
      const parent = frame.bodies[belt.parent];
      if (!parent) continue;
      context.lineWidth = Math.max(1, (belt.outerPx - belt.innerPx) * this.#scale);
      this.#ring(context, parent.x, parent.y, (belt.innerPx + belt.outerPx) / 2, "rgba(190, 170, 255, 0.10)");
    }
    context.lineWidth = 1.5;
    context.strokeStyle = INK_COLOURS.station;
    for (const station of frame.stations) {
      const [x, y] = [this.#px(station.x), this.#py(station.y)];
      context.beginPath();
      context.moveTo(x, y - 4);
      context.lineTo(x + 4, y);
      context.lineTo(x, y + 4);
      context.lineTo(x - 4, y);
      context.closePath();
      context.stroke();
    }
  }

  /** A lamp between two waves. */
  #drawBeacon(context: CanvasRenderingContext2D, x: number, y: number): void {
    context.strokeStyle = context.fillStyle = INK_COLOURS.beacon;
    context.lineWidth = 1.2;
    this.#dot(context, x, y, 1.8);
    for (const radius of BEACON_WAVES_PX) {
      for (const turn of [0, Math.PI]) {
        context.beginPath();
        context.arc(this.#px(x), this.#py(y), radius, turn - BEACON_OPENING, turn + BEACON_OPENING);
        context.stroke();
      }
    }
  }

  #drawShips(context: CanvasRenderingContext2D, frame: ArenaFrame, view: HudView): void {
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      if (ship.own) continue;
      context.fillStyle = hex(allegiance(ship));
      this.#dot(context, ship.x, ship.y, this.#near ? 2 : 1.6);
    }
    const [w, h] = [(view.width / view.zoom) * this.#scale, (view.height / view.zoom) * this.#scale];
    context.strokeStyle = "rgba(88, 243, 255, 0.4)";
    context.lineWidth = 1;
    context.strokeRect(this.#px(view.x) - w / 2, this.#py(view.y) - h / 2, w, h);
    const own = frame.ownShip;
    if (own === null) return;
    context.save();
    context.translate(this.#px(own.x), this.#py(own.y));
    context.rotate(own.angle);
    context.fillStyle = INK_COLOURS.own;
    context.beginPath();
    context.moveTo(6, 0);
    context.lineTo(-4, 4);
    context.lineTo(-2, 0);
    context.lineTo(-4, -4);
    context.fill();
    context.restore();
  }

  #dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
    context.beginPath();
    context.arc(this.#px(x), this.#py(y), radius, 0, Math.PI * 2);
    context.fill();
  }

  #ring(context: CanvasRenderingContext2D, x: number, y: number, radiusPx: number, ink: string): void {
    context.strokeStyle = ink;
    context.beginPath();
    context.arc(this.#px(x), this.#py(y), radiusPx * this.#scale, 0, Math.PI * 2);
    context.stroke();
  }
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, "0")}`;
}
