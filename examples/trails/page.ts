import { definePage, drawBox, drawLine, fitField, type GameView } from "orrery/client";
import trails, { ahead, DX, DY } from "./rules.ts";

const colourOf = (seat: number, alpha = 1) => `hsl(${(seat * 137 + 190) % 360} 100% 70% / ${alpha})`;
const ridersIn = ({ rows, seats }: GameView<typeof trails>) =>
  rows.riders.filter(({ id, isAlive }) => isAlive && seats[id].status !== "empty");

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
  note: ({ rows }, seat) => (rows.riders[seat]?.isAlive ? "" : "out"),
  headline(view) {
    const [last, ...others] = ridersIn(view);
    const won = last && others.length === 0 ? `${view.seats[last.id].name} wins` : "Crash!";
    return { over: won, ready: `${view.secondsTo(view.world.phaseEndsAt)}`, race: "" }[view.world.phase];
  },
  blend: [{ table: "riders", columns: ["x", "y"], maxUnits: 60, circle: ({ size }) => size }],
  // A tap turns to the side of the picture that it is on.
  point(_view, at, { width, height }) {
    const [dx, dy] = [at.x - width / 2, at.y - height / 2];
    return { type: "turn", heading: Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? 0 : 2) : dy > 0 ? 1 : 3 };
  },
  draw(context, view, picture) {
    const { phase, size } = view.world;
    const ticks = phase === "race" ? view.tick % 1 : 0;
    fitField(size, size, picture).enter(context);
    drawBox(context, 0, 0, size, size, "#0b1226");
    for (let at = 60; at < size; at += 60) {
      drawLine(context, at, 0, at, size, 1, "#172342");
      drawLine(context, 0, at, size, at, 1, "#172342");
    }
    context.globalCompositeOperation = "lighter";
    const riders = ridersIn(view).map((rider) => ({ ...rider, ...ahead(rider, ticks, size), seat: rider.id }));
    for (const lineWidth of [16, 6, 2])
      for (const { seat, x, y, heading, length } of [...view.rows.walls, ...riders]) {
        // Twice, as it may go on at the other side of the field.
        for (const away of [0, size]) {
          const [startX, startY] = [x + DX[heading] * (away - length), y + DY[heading] * (away - length)];
          const [endX, endY] = [x + DX[heading] * away, y + DY[heading] * away];
          drawLine(context, startX, startY, endX, endY, lineWidth, colourOf(seat, 2 / lineWidth));
        }
      }
    for (const { x, y } of riders) drawBox(context, x - 4, y - 4, 8, 8, "white");
  },
});
