import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import { svg } from "../../../shell/ui/dom.ts";
import { hullArt } from "../view/art/hulls.ts";
import { mirrored, type Point } from "../view/art/shapes.ts";

const SIZES = HULLS.map((hull) => hull.radiusPx);
const LARGEST = Math.max(...SIZES);

function path(points: readonly Point[], scale: number): string {
  return points.map(([x, y]) => `${(x * scale).toFixed(1)},${(y * scale).toFixed(1)}`).join(" ");
}

/** The outline of a hull, nose to the right, at the common scale. Takes the text's colour. */
export function hullShape(hull: number): SVGSVGElement {
  const art = hullArt(hull);
  const scale = (26 * (SIZES[hull] + LARGEST)) / (2 * LARGEST);
  const shape = svg("svg", { class: "hull-shape", viewBox: "-58 -37 116 74", "aria-hidden": "true" });
  shape.append(svg("polygon", { class: "hull-outline", points: path(mirrored(art.half), scale) }));
  const flip = (points: readonly Point[]): Point[] => points.map(([x, y]) => [x, -y]);
  for (const plate of art.plates)
    for (const side of [plate, flip(plate)])
      shape.append(svg("polygon", { class: "hull-plate", points: path(side, scale) }));
  for (const seam of art.seams)
    for (const side of [seam, flip(seam)])
      shape.append(svg("polyline", { class: "hull-seam", points: path(side, scale) }));
  const { x, length, width } = art.cockpit;
  shape.append(svg("ellipse", { class: "hull-glass", cx: x * scale, rx: length * scale, ry: width * scale }));
  for (const [nx, ny, w] of art.nozzles) {
    const half = (w * scale) / 2;
    const [left, y] = [nx * scale, ny * scale];
    shape.append(
      svg("polygon", {
        class: "hull-flame",
        points: `${left},${y - half} ${left - half * 3.2},${y} ${left},${y + half}`,
      }),
    );
  }
  return shape;
}
