import { definePage, drawBox, drawText } from "orrery/client";
import trails, { ahead, DX, DY, TICK_HZ } from "./rules.ts";

const colourOf = (seat: number, alpha = 1) => `hsl(${(seat * 137 + 190) % 360} 100% 70% / ${alpha})`;

export default definePage<typeof trails>({
  rules: trails,
  title: "Trails",
  about: "Leave a wall of light behind you, and be the last to run into one. Press ahead to boost.",
  keys: ["Right", "Down", "Left", "Up"].map((label, heading) => ({
    label,
    codes: [`Arrow${label}`, `Key${"DSAW"[heading]}`],
    command: () => ({ type: "turn", heading }),
  })),
  score: ({ rows }, seat) => rows.riders[seat]?.points ?? 0,
  colour: colourOf,
  blend: [{ table: "riders", columns: ["x", "y"], maxUnits: 60, circle: ({ size }) => size }],
  // A tap turns to the side of the picture that it is on.
  point(_view, at, { width, height }) {
    const [dx, dy] = [at.x - width / 2, at.y - height / 2];
    return { type: "turn", heading: Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? 0 : 2) : dy > 0 ? 1 : 3 };
  },
  draw(context, { tick, seats, world, rows }, { width, height }) {
    const { phase, phaseEndsAt, size } = world;
    const side = Math.min(width, height);
    const riders = rows.riders.filter(({ id, isAlive }) => isAlive && seats[id].status !== "empty");
    const ticks = phase === "race" ? tick % 1 : 0;
    context.translate((width - side) / 2, (height - side) / 2);
    context.scale(side / size, side / size);
    drawBox(context, 0, 0, size, size, "#0b1226");
    context.clip();
    for (let x = 60; x < size; x += 60) drawBox(context, x, 0, 1, size, "#172342");
    for (let y = 60; y < size; y += 60) drawBox(context, 0, y, size, 1, "#172342");
    context.globalCompositeOperation = "lighter";
    const walls = [
      ...rows.walls,
      ...riders.map((rider) => ({ ...rider, ...ahead(rider, ticks, size), seat: rider.id })),
    ];
    for (const lineWidth of [16, 6, 2])
      for (const { seat, x, y, heading, length } of walls) {
        Object.assign(context, { lineWidth, strokeStyle: colourOf(seat, 2 / lineWidth) });
        context.beginPath();
        // Twice, as it may go on at the other side of the field.
        for (const away of [0, size]) {
          context.moveTo(x + DX[heading] * away, y + DY[heading] * away);
          context.lineTo(x + DX[heading] * (away - length), y + DY[heading] * (away - length));
        }
        context.stroke();
      }
    for (const { x, y } of walls.slice(rows.walls.length)) drawBox(context, x - 4, y - 4, 8, 8, "white");
    const won = riders.length === 1 ? `${seats[riders[0].id].name} wins` : "Crash!";
    const title = { over: won, ready: `${Math.ceil((phaseEndsAt - tick) / TICK_HZ)}`, race: "" }[phase];
    drawText(context, title, size / 2, size / 3, size / 12, "white", "center");
  },
});
