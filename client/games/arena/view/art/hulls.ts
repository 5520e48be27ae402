import { HULLS } from "../../../../../shared/games/arena/data/hulls.ts";
import { HULL_ART, type HullArt } from "./hull-shapes.ts";
import { grey, mirrored, type Point, trace } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

/** Pictures are slightly larger than the hit circles, so that near misses look like near misses. */
const DRAWN_SIZE = 1.2;
const ATLAS_SCALE = 3;

export function hullArt(hull: number): HullArt {
  return HULL_ART[hull % HULL_ART.length];
}

/** World px per unit of a hull's picture. */
export function hullUnitPx(hull: number): number {
  return HULLS[hull % HULLS.length].radiusPx * DRAWN_SIZE;
}

const flip = (points: readonly Point[]): Point[] => points.map(([x, y]) => [x, -y]);

function paintHull(pen: CanvasRenderingContext2D, art: HullArt, unit: number): void {
  const outline = mirrored(art.half);
  pen.lineJoin = "round";
  trace(pen, outline, unit);
  const body = pen.createLinearGradient(unit * 1.5, 0, -unit * 1.2, 0);
  body.addColorStop(0, grey(0.34));
  body.addColorStop(0.55, grey(0.1));
  body.addColorStop(1, grey(0.02));
  pen.fillStyle = body;
  pen.fill();
  for (const plate of art.plates) {
    for (const side of [plate, flip(plate)]) {
      trace(pen, side, unit);
      pen.fillStyle = grey(0.38, 0.5);
      pen.fill();
      pen.strokeStyle = grey(0.62, 0.7);
      pen.lineWidth = 0.7;
      pen.stroke();
    }
  }
  pen.shadowColor = grey(1);
  pen.shadowBlur = 9;
  for (const seam of art.seams) {
    for (const side of [seam, flip(seam)]) {
      trace(pen, side, unit, false);
      pen.strokeStyle = grey(0.85, 0.8);
      pen.lineWidth = 0.9;
      pen.stroke();
    }
  }
  trace(pen, outline, unit);
  pen.strokeStyle = grey(1);
  pen.lineWidth = 1.7;
  pen.stroke();
  pen.beginPath();
  pen.ellipse(art.cockpit.x * unit, 0, art.cockpit.length * unit, art.cockpit.width * unit, 0, 0, Math.PI * 2);
  pen.fillStyle = grey(1);
  pen.fill();
}

/** The additive light around a hull: a blurred outline. */
function paintAura(pen: CanvasRenderingContext2D, art: HullArt, unit: number): void {
  pen.lineJoin = "round";
  pen.shadowColor = grey(1);
  for (const [blur, width, alpha] of [
    [34, 3, 0.4],
    [16, 2.2, 0.5],
  ]) {
    trace(pen, mirrored(art.half), unit);
    pen.shadowBlur = blur;
    pen.strokeStyle = grey(1, alpha);
    pen.lineWidth = width;
    pen.stroke();
  }
}

/** Frames `hull0` … and `aura0` …, in the order of `HULLS`. */
export function paintHulls(sheet: Sheet): void {
  for (let hull = 0; hull < HULLS.length; hull++) {
    const art = hullArt(hull);
    const unit = hullUnitPx(hull);
    const width = unit * 4.5;
    const height = unit * 2.9;
    sheet.paint(`hull${hull}`, width, height, ATLAS_SCALE, (pen) => paintHull(pen, art, unit));
    sheet.paint(`aura${hull}`, width + 24, height + 24, 1.5, (pen) => paintAura(pen, art, unit));
  }
}
