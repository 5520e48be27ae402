import { grey, type Point, radial, trace } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

/** Half of a wave's opening angle, radians. */
const OPENING = 0.72;

function stroke(pen: CanvasRenderingContext2D, level: number, width: number): void {
  pen.strokeStyle = grey(level);
  pen.lineWidth = width;
  pen.stroke();
}

/** A buoy: a caged lamp on a mast, three legs below. */
function paintBuoy(pen: CanvasRenderingContext2D): void {
  pen.lineCap = "round";
  pen.lineJoin = "round";
  const legs: Point[] = [
    [-11, 22],
    [0, 4],
    [11, 22],
  ];
  pen.beginPath();
  legs.forEach(([x, y], i) => {
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.moveTo(0, 4);
  pen.lineTo(0, 22);
  pen.moveTo(-7, 15.5);
  pen.lineTo(7, 15.5);
  stroke(pen, 0, 5);
  pen.shadowColor = grey(1);
  pen.shadowBlur = 6;
  stroke(pen, 0.85, 1.6);
  const cage: Point[] = [0, 1, 2, 3, 4, 5].map((i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]);
  trace(pen, cage, 8.5);
  pen.fillStyle = grey(0);
  pen.fill();
  stroke(pen, 1, 1.8);
  pen.shadowBlur = 0;
  radial(pen, 6, [
    [0, 1, 1],
    [0.45, 1, 0.9],
    [1, 0.4, 0],
  ]);
}

/** The waves to the left and to the right. */
function paintWave(pen: CanvasRenderingContext2D): void {
  pen.lineCap = "round";
  pen.shadowColor = grey(1);
  pen.shadowBlur = 8;
  for (const turn of [0, Math.PI]) {
    pen.beginPath();
    pen.arc(0, 0, 26, turn - OPENING, turn + OPENING);
    stroke(pen, 1, 2.6);
  }
}

export function paintBeacons(sheet: Sheet): void {
  sheet.paint("buoy", 40, 60, 3, paintBuoy);
  sheet.paint("wave", 68, 68, 2, paintWave);
}
