import { grey, radial } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

function paintShield(pen: CanvasRenderingContext2D): void {
  radial(pen, 32, [
    [0, 0, 0],
    [0.62, 0, 0.04],
    [0.86, 0, 0.3],
    [0.93, 0.5, 0.75],
    [0.96, 1, 0.95],
    [0.985, 0.2, 0.3],
    [1, 0, 0],
  ]);
}

/** The hit part of a shield, towards +x. */
function paintImpact(pen: CanvasRenderingContext2D): void {
  paintShield(pen);
  pen.globalCompositeOperation = "destination-in";
  const gradient = pen.createRadialGradient(32, 0, 0, 32, 0, 40);
  gradient.addColorStop(0, grey(1));
  gradient.addColorStop(0.4, grey(1, 0.75));
  gradient.addColorStop(1, grey(1, 0));
  pen.fillStyle = gradient;
  pen.fillRect(-40, -40, 80, 80);
}

function paintHexes(pen: CanvasRenderingContext2D): void {
  paintShield(pen);
  pen.globalCompositeOperation = "lighter";
  pen.beginPath();
  pen.arc(0, 0, 30, 0, Math.PI * 2);
  pen.clip();
  pen.lineWidth = 0.7;
  pen.strokeStyle = grey(0.6, 0.5);
  const side = 6;
  for (let row = -6; row <= 6; row++) {
    for (let column = -5; column <= 5; column++) {
      const x = (column + (row % 2) / 2) * side * 1.732;
      const y = row * side * 1.5;
      const edge = Math.min(1, (x * x + y * y) / 800);
      pen.globalAlpha = 0.1 + edge * 0.9;
      pen.beginPath();
      for (let i = 0; i < 6; i++) {
        const a = (i * Math.PI) / 3 + Math.PI / 6;
        pen.lineTo(x + Math.cos(a) * side, y + Math.sin(a) * side);
      }
      pen.closePath();
      pen.stroke();
    }
  }
}

/** Frames `shield` (all around), `impact` (where it was hit) and `hexes` (nothing can hurt). */
export function paintShields(sheet: Sheet): void {
  sheet.paint("shield", 68, 68, 2, paintShield);
  sheet.paint("impact", 68, 68, 2, paintImpact);
  sheet.paint("hexes", 68, 68, 2, paintHexes);
}
