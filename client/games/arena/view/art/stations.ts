import { grey, radial } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

/** Radius of a station's wheel, world px. */
export const STATION_RADIUS_PX = 78;
const R = STATION_RADIUS_PX;

function around(pen: CanvasRenderingContext2D, count: number, draw: (i: number) => void): void {
  for (let i = 0; i < count; i++) {
    pen.save();
    pen.rotate((i / count) * Math.PI * 2);
    draw(i);
    pen.restore();
  }
}

function ring(pen: CanvasRenderingContext2D, radius: number, width: number, level: number, alpha = 1): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, Math.PI * 2);
  pen.lineWidth = width;
  pen.strokeStyle = grey(level, alpha);
  pen.stroke();
}

function paintWheel(pen: CanvasRenderingContext2D): void {
  // Spokes, then the habitat's segments between two bright rims.
  around(pen, 6, () => {
    pen.fillStyle = grey(0.12);
    pen.fillRect(R * 0.3, -3.6, R * 0.6, 7.2);
    pen.strokeStyle = grey(0.8, 0.9);
    pen.lineWidth = 0.9;
    pen.strokeRect(R * 0.3, -3.6, R * 0.6, 7.2);
    pen.beginPath();
    for (let x = 0.36; x < 0.86; x += 0.1) {
      pen.moveTo(R * x, -3.6);
      pen.lineTo(R * (x + 0.1), 3.6);
    }
    pen.strokeStyle = grey(0.5, 0.8);
    pen.stroke();
  });
  ring(pen, R * 0.95, R * 0.16, 0.09);
  around(pen, 24, (i) => {
    pen.fillStyle = grey(i % 4 === 0 ? 0.5 : i % 2 ? 0.22 : 0.3, 0.9);
    pen.beginPath();
    pen.arc(0, 0, R * 1.01, -0.11, 0.11);
    pen.arc(0, 0, R * 0.89, 0.11, -0.11, true);
    pen.fill();
  });
  pen.shadowColor = grey(1);
  pen.shadowBlur = 12;
  ring(pen, R * 1.04, 1.7, 1);
  ring(pen, R * 0.86, 1.2, 0.9);
  around(pen, 24, (i) => {
    if (i % 4 === 2) return;
    pen.fillStyle = grey(1);
    pen.fillRect(R * 0.945, -2.4, 2, 4.8);
  });
}

function paintHub(pen: CanvasRenderingContext2D): void {
  const hexagon = (radius: number) => {
    pen.beginPath();
    for (let i = 0; i < 6; i++) pen.lineTo(Math.cos((i * Math.PI) / 3) * radius, Math.sin((i * Math.PI) / 3) * radius);
    pen.closePath();
  };
  // Four docking arms that do not turn with the wheel.
  around(pen, 4, () => {
    pen.fillStyle = grey(0.1);
    pen.strokeStyle = grey(0.9);
    pen.lineWidth = 1.1;
    pen.shadowColor = grey(1);
    pen.shadowBlur = 6;
    pen.beginPath();
    pen.moveTo(R * 0.2, -5);
    pen.lineTo(R * 1.22, -2.6);
    pen.lineTo(R * 1.3, -7);
    pen.lineTo(R * 1.38, -7);
    pen.lineTo(R * 1.38, 7);
    pen.lineTo(R * 1.3, 7);
    pen.lineTo(R * 1.22, 2.6);
    pen.lineTo(R * 0.2, 5);
    pen.closePath();
    pen.fill();
    pen.stroke();
  });
  pen.shadowBlur = 14;
  hexagon(R * 0.34);
  pen.fillStyle = grey(0.08);
  pen.fill();
  pen.strokeStyle = grey(1);
  pen.lineWidth = 1.6;
  pen.stroke();
  hexagon(R * 0.24);
  pen.fillStyle = grey(0.3);
  pen.fill();
  pen.lineWidth = 0.9;
  pen.stroke();
  pen.shadowBlur = 0;
  radial(pen, R * 0.2, [
    [0, 1, 1],
    [0.35, 1, 0.85],
    [1, 1, 0],
  ]);
}

/** The dashed ring of the docking range; radius 100 world px at scale 1. */
function paintDockRing(pen: CanvasRenderingContext2D): void {
  around(pen, 36, (i) => {
    pen.beginPath();
    pen.arc(0, 0, 100, 0, i % 3 === 0 ? 0.1 : 0.05);
    pen.lineWidth = i % 3 === 0 ? 1.7 : 0.9;
    pen.strokeStyle = grey(1, 0.95);
    pen.stroke();
  });
  ring(pen, 97, 0.5, 1, 0.35);
}

/** Frames `wheel`, `hub` and `dock`. */
export function paintStations(sheet: Sheet): void {
  sheet.paint("wheel", R * 2.4, R * 2.4, 2, paintWheel);
  sheet.paint("hub", R * 3, R * 3, 2, paintHub);
  sheet.paint("dock", 208, 208, 2, paintDockRing);
}
