import { grey, type Point, radial, sequence, trace } from "./shapes.ts";
import type { Sheet } from "./sheet.ts";

/** Steps of a health arc: frames `arc0` (empty) … `arc24` (full). */
export const ARC_STEPS = 24;

function softLine(pen: CanvasRenderingContext2D, width: number, height: number): void {
  const gradient = pen.createLinearGradient(0, -height / 2, 0, height / 2);
  for (let i = 0; i <= 16; i++) {
    const t = (i / 16 - 0.5) * 2;
    gradient.addColorStop(i / 16, grey(1, (1 - t * t) ** 3));
  }
  pen.fillStyle = gradient;
  pen.fillRect(-width / 2, -height / 2, width, height);
}

/** A capsule of light: colour around, white within. */
function paintBolt(pen: CanvasRenderingContext2D, length: number, width: number): void {
  pen.lineCap = "round";
  const line = (level: number, alpha: number, thick: number, blur: number) => {
    pen.shadowColor = grey(level);
    pen.shadowBlur = blur;
    pen.strokeStyle = grey(level, alpha);
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(-length / 2, 0);
    pen.lineTo(length / 2, 0);
    pen.stroke();
  };
  line(0, 0.55, width * 2, 26);
  line(0, 0.8, width * 1.4, 12);
  line(1, 1, width * 0.72, 5);
}

function paintFlame(pen: CanvasRenderingContext2D): void {
  // Drawn backward from the nozzle at the frame's right edge.
  const tongue = (length: number, width: number, level: number, alpha: number, blur: number) => {
    pen.shadowColor = grey(level, alpha);
    pen.shadowBlur = blur;
    const gradient = pen.createLinearGradient(22, 0, 22 - length, 0);
    gradient.addColorStop(0, grey(level, alpha));
    gradient.addColorStop(0.35, grey(level, alpha * 0.7));
    gradient.addColorStop(1, grey(level, 0));
    pen.fillStyle = gradient;
    pen.beginPath();
    pen.moveTo(22, -width / 2);
    pen.quadraticCurveTo(16, -width * 0.62, 22 - length, 0);
    pen.quadraticCurveTo(16, width * 0.62, 22, width / 2);
    pen.closePath();
    pen.fill();
  };
  tongue(50, 15, 0, 0.8, 14);
  tongue(36, 8, 0.6, 0.9, 6);
  tongue(24, 4.5, 1, 1, 3);
}

function paintPuff(pen: CanvasRenderingContext2D, seed: number): void {
  const random = sequence(seed);
  for (let i = 0; i < 26; i++) {
    const angle = random() * Math.PI * 2;
    const away = random() ** 0.7 * 17;
    pen.save();
    pen.translate(Math.cos(angle) * away, Math.sin(angle) * away);
    const hot = 1 - away / 22;
    radial(pen, 6 + random() * 9, [
      [0, hot * 0.9, 0.34],
      [0.5, hot * 0.4, 0.18],
      [1, 0, 0],
    ]);
    pen.restore();
  }
}

function paintRing(pen: CanvasRenderingContext2D, radius: number, width: number): void {
  const line = (level: number, alpha: number, thick: number, blur: number) => {
    pen.shadowColor = grey(level);
    pen.shadowBlur = blur;
    pen.strokeStyle = grey(level, alpha);
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc(0, 0, radius, 0, Math.PI * 2);
    pen.stroke();
  };
  line(0, 0.5, width * 2.2, 18);
  line(1, 0.9, width * 0.8, 4);
}

function paintMine(pen: CanvasRenderingContext2D): void {
  const spikes: Point[] = [];
  for (let i = 0; i < 16; i++) {
    const radius = i % 2 ? 0.62 : 1;
    spikes.push([Math.cos((i * Math.PI) / 8) * radius, Math.sin((i * Math.PI) / 8) * radius]);
  }
  trace(pen, spikes, 13);
  pen.fillStyle = grey(0.06);
  pen.fill();
  pen.shadowColor = grey(1);
  pen.shadowBlur = 8;
  pen.strokeStyle = grey(1);
  pen.lineWidth = 1.1;
  pen.stroke();
  pen.beginPath();
  pen.arc(0, 0, 4.6, 0, Math.PI * 2);
  pen.fillStyle = grey(0.55);
  pen.fill();
  pen.stroke();
}

function paintTorpedo(pen: CanvasRenderingContext2D): void {
  const body: Point[] = [
    [15, 0],
    [9, 4.2],
    [-9, 4.2],
    [-13, 8.4],
    [-15, 8.4],
    [-12, 0],
    [-15, -8.4],
    [-13, -8.4],
    [-9, -4.2],
    [9, -4.2],
  ];
  trace(pen, body, 1);
  pen.fillStyle = grey(0.12);
  pen.fill();
  pen.shadowColor = grey(1);
  pen.shadowBlur = 9;
  pen.strokeStyle = grey(1);
  pen.lineWidth = 1.3;
  pen.lineJoin = "round";
  pen.stroke();
  pen.fillStyle = grey(1);
  pen.fillRect(2, -4, 3, 8);
}

/** An arc below a ship, of which `part` (0–1) is bright. */
function paintArc(pen: CanvasRenderingContext2D, part: number): void {
  const half = 0.72;
  const line = (from: number, to: number, level: number, alpha: number, width: number) => {
    pen.beginPath();
    pen.arc(0, 0, 27, Math.PI / 2 - to, Math.PI / 2 - from);
    pen.lineWidth = width;
    pen.strokeStyle = grey(level, alpha);
    pen.stroke();
  };
  pen.lineCap = "butt";
  pen.translate(0, -21);
  line(-half - 0.02, half + 0.02, 0, 0.6, 3.6);
  // The bright part starts at the left.
  if (part > 0) line(half - 2 * half * part, half, 1, 1, 2.2);
}

function paintShard(pen: CanvasRenderingContext2D, seed: number): void {
  const random = sequence(seed);
  const points: Point[] = [0, 1, 2].map((i) => {
    const angle = (i / 3) * Math.PI * 2 + random();
    return [Math.cos(angle) * (4 + random() * 7), Math.sin(angle) * (3 + random() * 5)];
  });
  pen.shadowColor = grey(0);
  pen.shadowBlur = 8;
  trace(pen, points, 1);
  pen.fillStyle = grey(0, 0.35);
  pen.fill();
  pen.strokeStyle = grey(0.75);
  pen.lineWidth = 1.3;
  pen.stroke();
}

export function paintEffects(sheet: Sheet): void {
  sheet.paint("glow", 128, 128, 1, (pen) =>
    radial(pen, 64, [
      [0, 1, 0.9],
      [0.12, 1, 0.62],
      [0.3, 1, 0.28],
      [0.55, 1, 0.09],
      [0.8, 1, 0.018],
      [1, 1, 0],
    ]),
  );
  sheet.paint("spark", 32, 32, 2, (pen) =>
    radial(pen, 16, [
      [0, 1, 1],
      [0.16, 1, 0.95],
      [0.32, 0.25, 0.6],
      [0.6, 0, 0.2],
      [1, 0, 0],
    ]),
  );
  sheet.paint("flash", 128, 128, 1.5, (pen) => {
    radial(pen, 64, [
      [0, 1, 1],
      [0.1, 1, 1],
      [0.22, 0.55, 0.7],
      [0.45, 0.1, 0.28],
      [1, 0, 0],
    ]);
    for (const angle of [0.2, 1.25, 2.3]) {
      pen.save();
      pen.rotate(angle);
      pen.scale(1, 0.045);
      radial(pen, 64, [
        [0, 1, 1],
        [0.4, 0.6, 0.5],
        [1, 0, 0],
      ]);
      pen.restore();
    }
  });
  sheet.paint("line", 40, 16, 2, (pen) => softLine(pen, 40, 16), 8);
  sheet.paint(
    "hair",
    40,
    8,
    2,
    (pen) => {
      softLine(pen, 40, 3);
    },
    8,
  );
  sheet.paint("bolt", 64, 32, 2, (pen) => paintBolt(pen, 30, 5));
  sheet.paint("pellet", 32, 32, 2, (pen) => paintBolt(pen, 4, 6));
  sheet.paint(
    "beam",
    96,
    32,
    2,
    (pen) => {
      pen.fillStyle = grey(0);
      softLine(pen, 0, 32);
      const gradient = pen.createLinearGradient(0, -16, 0, 16);
      for (let i = 0; i <= 32; i++) {
        const t = Math.abs(i / 16 - 1);
        const core = Math.max(0, 1 - t / 0.16);
        gradient.addColorStop(i / 32, grey(core ** 0.7, Math.max((1 - t) ** 3 * 0.7, core)));
      }
      pen.fillStyle = gradient;
      pen.fillRect(-48, -16, 96, 32);
    },
    8,
  );
  sheet.paint("flame", 64, 28, 2, paintFlame);
  for (let i = 0; i < 3; i++) sheet.paint(`puff${i}`, 56, 56, 1.5, (pen) => paintPuff(pen, i + 5));
  for (let i = 0; i < 3; i++) sheet.paint(`shard${i}`, 36, 36, 2, (pen) => paintShard(pen, i + 40));
  sheet.paint("ring", 128, 128, 2, (pen) => paintRing(pen, 54, 3));
  sheet.paint("halo", 128, 128, 1, (pen) =>
    radial(pen, 64, [
      [0, 0, 0],
      [0.55, 0, 0.02],
      [0.78, 0, 0.3],
      [0.9, 0.4, 0.7],
      [0.95, 0, 0.25],
      [1, 0, 0],
    ]),
  );
  sheet.paint("mine", 40, 40, 3, paintMine);
  sheet.paint("torpedo", 44, 32, 3, paintTorpedo);
  for (let i = 0; i <= ARC_STEPS; i++) sheet.paint(`arc${i}`, 46, 18, 2, (pen) => paintArc(pen, i / ARC_STEPS));
}
