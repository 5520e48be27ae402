import { HULLS } from "../../../shared/arena/data/hulls.ts";
import type { Atlas } from "../atlas.ts";
import { grey, mirrored, type Point, trace } from "./shapes.ts";

/** How one hull looks, nose along +x, in units of its radius. Halves are mirrored. */
interface HullArt {
  readonly half: readonly Point[];
  /** Lighter plates on the hull. */
  readonly plates: readonly (readonly Point[])[];
  /** Bright lines. */
  readonly seams: readonly (readonly Point[])[];
  readonly cockpit: { readonly x: number; readonly length: number; readonly width: number };
  /** x, y and width of each nozzle. */
  readonly nozzles: readonly (readonly [x: number, y: number, width: number])[];
}

/** In the order of `HULLS`. */
const HULL_ART: readonly HullArt[] = [
  {
    half: [
      [1.75, 0],
      [0.95, 0.16],
      [0.45, 0.24],
      [0.15, 0.46],
      [-0.55, 1.28],
      [-1.05, 1.42],
      [-0.72, 0.72],
      [-0.62, 0.42],
      [-1.0, 0.3],
      [-0.86, 0],
    ],
    plates: [
      [
        [0.1, 0.42],
        [-0.6, 1.2],
        [-0.9, 1.25],
        [-0.55, 0.5],
        [-0.3, 0.3],
      ],
      [
        [1.5, 0.03],
        [0.5, 0.16],
        [0.3, 0.03],
      ],
    ],
    seams: [
      [
        [0.4, 0.22],
        [-0.35, 0.34],
        [-0.95, 0.2],
      ],
      [
        [0.02, 0.46],
        [-0.72, 1.24],
      ],
    ],
    cockpit: { x: 0.45, length: 0.34, width: 0.13 },
    nozzles: [
      [-0.92, 0.17, 0.3],
      [-0.92, -0.17, 0.3],
    ],
  },
  {
    half: [
      [1.0, 0.0],
      [1.1, 0.1],
      [2.05, 0.15],
      [2.1, 0.26],
      [0.85, 0.36],
      [0.25, 0.38],
      [-0.2, 0.46],
      [-0.42, 1.0],
      [-0.2, 1.2],
      [-0.62, 1.24],
      [-1.2, 0.98],
      [-0.98, 0.48],
      [-1.15, 0.26],
      [-0.95, 0],
    ],
    plates: [
      [
        [-0.3, 0.5],
        [-0.55, 1.1],
        [-1.05, 0.9],
        [-0.85, 0.42],
      ],
      [
        [0.9, 0.16],
        [1.95, 0.19],
        [0.85, 0.3],
        [-0.2, 0.36],
      ],
    ],
    seams: [
      [
        [1.0, 0.04],
        [0.1, 0.1],
        [-0.85, 0.1],
      ],
      [
        [0.7, 0.34],
        [-0.1, 0.3],
        [-0.9, 0.42],
      ],
    ],
    cockpit: { x: 0.12, length: 0.42, width: 0.12 },
    nozzles: [[-1.06, 0, 0.42]],
  },
  {
    half: [
      [0.98, 0],
      [0.98, 0.24],
      [0.72, 0.38],
      [0.66, 0.56],
      [1.3, 0.64],
      [1.38, 0.8],
      [1.22, 1.06],
      [0.3, 1.22],
      [-0.5, 1.14],
      [-0.78, 0.9],
      [-1.16, 0.82],
      [-1.22, 0.34],
      [-0.94, 0.26],
      [-0.94, 0],
    ],
    plates: [
      [
        [1.2, 0.7],
        [1.12, 0.98],
        [0.3, 1.12],
        [-0.4, 1.04],
        [-0.3, 0.7],
        [0.6, 0.64],
      ],
      [
        [0.85, 0.05],
        [0.6, 0.3],
        [-0.2, 0.4],
        [-0.6, 0.3],
        [-0.5, 0.05],
      ],
    ],
    seams: [
      [
        [0.6, 0.58],
        [-0.36, 0.64],
        [-0.78, 0.86],
      ],
      [
        [0.15, 1.16],
        [-0.02, 0.66],
      ],
      [
        [-0.5, 0.1],
        [-1.1, 0.4],
      ],
    ],
    cockpit: { x: 0.3, length: 0.3, width: 0.2 },
    nozzles: [
      [-1.14, 0.58, 0.44],
      [-1.14, -0.58, 0.44],
    ],
  },
  {
    half: [
      [1.32, 0],
      [1.26, 0.24],
      [0.98, 0.42],
      [0.72, 0.42],
      [0.7, 0.9],
      [0.02, 0.9],
      [-0.02, 0.8],
      [-0.06, 0.9],
      [-0.74, 0.9],
      [-0.78, 0.5],
      [-1.02, 0.5],
      [-1.2, 0.66],
      [-1.28, 0.3],
      [-1.1, 0],
    ],
    plates: [
      [
        [0.62, 0.5],
        [0.62, 0.82],
        [0.1, 0.82],
        [0.1, 0.5],
      ],
      [
        [-0.12, 0.5],
        [-0.12, 0.82],
        [-0.66, 0.82],
        [-0.66, 0.5],
      ],
      [
        [0.62, 0.06],
        [0.62, 0.4],
        [-0.66, 0.4],
        [-0.66, 0.06],
      ],
    ],
    seams: [
      [
        [0.7, 0.45],
        [-0.76, 0.45],
      ],
      [
        [-0.02, 0.8],
        [-0.02, 0.1],
      ],
      [
        [0.72, 0.4],
        [0.72, 0.06],
      ],
    ],
    cockpit: { x: 0.98, length: 0.2, width: 0.2 },
    nozzles: [
      [-1.2, 0.42, 0.36],
      [-1.2, -0.42, 0.36],
    ],
  },
];

/** Pictures are a little larger than the circles that are hit: near misses look like near misses. */
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

/** The light around a hull, to be added: a blurred outline. */
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
export function paintHulls(atlas: Atlas): void {
  for (let hull = 0; hull < HULLS.length; hull++) {
    const art = hullArt(hull);
    const unit = hullUnitPx(hull);
    const width = unit * 4.5;
    const height = unit * 2.9;
    atlas.paint(`hull${hull}`, width, height, ATLAS_SCALE, (pen) => paintHull(pen, art, unit));
    atlas.paint(`aura${hull}`, width + 24, height + 24, 1.5, (pen) => paintAura(pen, art, unit));
  }
}
