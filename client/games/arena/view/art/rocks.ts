import { POD_RADIUS_PX, ROCK_SIZES } from "../../../../../shared/games/arena/data/rocks.ts";
import { grey, type Point, radial, sequence, trace } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

export const ROCK_VARIANTS = 3;

interface RockShape {
  readonly rim: Point[];
  /** A ring of corners inside the rim: facets lie between the two, and within the inner one. */
  readonly inner: Point[];
  readonly veins: Point[][];
}

function rockShape(seed: number): RockShape {
  const random = sequence(seed);
  const corners = 9 + Math.floor(random() * 3);
  const rim: Point[] = [];
  const inner: Point[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = ((i + (random() - 0.5) * 0.55) / corners) * Math.PI * 2;
    const radius = 0.86 + random() * 0.24;
    rim.push([Math.cos(angle) * radius, Math.sin(angle) * radius]);
    if (i % 2 === 0) continue;
    const deep = 0.34 + random() * 0.26;
    inner.push([Math.cos(angle) * deep, Math.sin(angle) * deep]);
  }
  const veins: Point[][] = [];
  for (let i = 0; i < 3; i++) {
    let angle = random() * Math.PI * 2;
    let radius = 0.82;
    const vein: Point[] = [];
    for (let step = 0; step < 5; step++) {
      vein.push([Math.cos(angle) * radius, Math.sin(angle) * radius]);
      angle += (random() - 0.5) * 0.9;
      radius -= 0.1 + random() * 0.14;
    }
    veins.push(vein);
  }
  return { rim, inner, veins };
}

function paintFacets(pen: CanvasRenderingContext2D, shape: RockShape, radius: number, seed: number): void {
  const random = sequence(seed + 77);
  pen.lineJoin = "round";
  trace(pen, shape.rim, radius);
  pen.fillStyle = grey(0.22);
  pen.fill();
  pen.save();
  pen.clip();
  const nearest = (point: Point) =>
    shape.inner.reduce((best, p) => {
      const far = (q: Point) => (q[0] - point[0]) ** 2 + (q[1] - point[1]) ** 2;
      return far(p) < far(best) ? p : best;
    });
  const facet = (points: Point[], level: number) => {
    trace(pen, points, radius);
    pen.fillStyle = grey(level);
    pen.fill();
    pen.strokeStyle = grey(Math.min(1, level + 0.26), 0.8);
    pen.lineWidth = 0.7;
    pen.stroke();
  };
  for (let i = 0; i < shape.rim.length; i++) {
    const a = shape.rim[i];
    const b = shape.rim[(i + 1) % shape.rim.length];
    const [p, q] = [nearest(a), nearest(b)];
    facet(p === q ? [a, b, p] : [a, b, q, p], 0.14 + random() * 0.6);
  }
  facet(shape.inner, 0.62 + random() * 0.12);
  for (let i = 0; i < 4; i++) {
    const angle = random() * Math.PI * 2;
    const away = random() * 0.6;
    const size = (0.07 + random() * 0.1) * radius;
    const [x, y] = [Math.cos(angle) * away * radius, Math.sin(angle) * away * radius];
    pen.beginPath();
    pen.ellipse(x, y, size, size * 0.8, angle, 0, Math.PI * 2);
    pen.fillStyle = grey(0.08, 0.55);
    pen.fill();
    pen.strokeStyle = grey(0.75, 0.5);
    pen.stroke();
  }
  pen.restore();
  trace(pen, shape.rim, radius);
  pen.strokeStyle = grey(1);
  pen.lineWidth = 1.4;
  pen.shadowColor = grey(1);
  pen.shadowBlur = 8;
  pen.stroke();
}

function paintVeins(pen: CanvasRenderingContext2D, shape: RockShape, radius: number): void {
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.shadowColor = grey(1);
  for (const vein of shape.veins) {
    trace(pen, vein, radius, false);
    pen.shadowBlur = 16;
    pen.strokeStyle = grey(0, 0.5);
    pen.lineWidth = Math.max(2.4, radius * 0.085);
    pen.shadowColor = grey(0);
    pen.stroke();
    pen.shadowBlur = 6;
    pen.strokeStyle = grey(0.8);
    pen.lineWidth = Math.max(1, radius * 0.03);
    pen.stroke();
    const [x, y] = vein[2];
    pen.beginPath();
    pen.arc(x * radius, y * radius, Math.max(1.6, radius * 0.05), 0, Math.PI * 2);
    pen.fillStyle = grey(1);
    pen.fill();
  }
}

/** Frames `rock<size>-<variant>` and `veins<size>-<variant>`. */
export function paintRocks(sheet: Sheet): void {
  for (let size = 0; size < ROCK_SIZES.length; size++) {
    const radius = ROCK_SIZES[size].radiusPx;
    for (let variant = 0; variant < ROCK_VARIANTS; variant++) {
      const seed = size * 10 + variant + 3;
      const shape = rockShape(seed);
      const width = radius * 2.4 + 8;
      sheet.paint(`rock${size}-${variant}`, width, width, 2, (pen) => paintFacets(pen, shape, radius, seed));
      sheet.paint(`veins${size}-${variant}`, width, width, 2, (pen) => paintVeins(pen, shape, radius));
    }
  }
}

/** Frame `pod`: a cut crystal; and `glint`, a spark of light on it. */
export function paintPods(sheet: Sheet): void {
  const r = POD_RADIUS_PX;
  const half: Point[] = [
    [1.15, 0],
    [0.45, 0.62],
    [-0.55, 0.62],
    [-1.15, 0],
  ];
  const outline: Point[] = [...half, [-0.55, -0.62], [0.45, -0.62]];
  sheet.paint("pod", r * 4, r * 4, 3, (pen) => {
    pen.lineJoin = "round";
    trace(pen, outline, r);
    pen.fillStyle = grey(0.2, 0.9);
    pen.fill();
    trace(
      pen,
      [
        [1.15, 0],
        [0.45, 0.62],
        [-0.2, 0],
      ],
      r,
    );
    pen.fillStyle = grey(0.85, 0.9);
    pen.fill();
    trace(
      pen,
      [
        [-0.2, 0],
        [-0.55, -0.62],
        [0.45, -0.62],
        [1.15, 0],
      ],
      r,
    );
    pen.fillStyle = grey(0.45, 0.9);
    pen.fill();
    pen.shadowColor = grey(0.6);
    pen.shadowBlur = 14;
    trace(pen, outline, r);
    pen.strokeStyle = grey(1);
    pen.lineWidth = 1.1;
    pen.stroke();
  });
  sheet.paint("glint", 48, 48, 2, (pen) => {
    radial(pen, 9, [
      [0, 1, 1],
      [0.3, 0.7, 0.5],
      [1, 0, 0],
    ]);
    for (const [x, y] of [
      [24, 1.3],
      [1.3, 24],
    ]) {
      pen.save();
      pen.scale(x / 24, y / 24);
      radial(pen, 24, [
        [0, 1, 1],
        [0.4, 0.5, 0.3],
        [1, 0, 0],
      ]);
      pen.restore();
    }
  });
}
