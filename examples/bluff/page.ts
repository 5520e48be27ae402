import { definePage, drawBox, drawDisc, drawText } from "orrery/client";
import bluff, { diceIn, lowestBid } from "./rules.ts";

/** By face: its pips' places, of nine. */
const PIPS = ["", "4", "08", "048", "0268", "02468", "023568"];
const FACES = [1, 2, 3, 4, 5, 6];

const bidText = (count: number, face: number) => `${count} × ${" ⚀⚁⚂⚃⚄⚅"[face]}`;

/** @param face 0: covered */
function drawDie(context: CanvasRenderingContext2D, face: number, x: number, y: number, side: number) {
  drawBox(context, x, y, side, side, face === 0 ? "#3b4f69" : "#f6f1e7");
  const at = (place: number) => ((place + 1) * side) / 4;
  for (const pip of [...PIPS[face]].map(Number))
    drawDisc(context, x + at(pip % 3), y + at(Math.floor(pip / 3)), side / 10, face > 1 ? "#1b2430" : "#d2222d");
}

export default definePage<typeof bluff>({
  rules: bluff,
  title: "Bluff",
  about: "Roll five dice under a cup, bid on everyone's, and call a liar in time. Ones count as every face.",
  score: ({ rows }, seat) => rows.players[seat]?.points ?? 0,
  isTurn: ({ world }, seat) => world.phase === "bidding" && world.turn === seat,
  headline({ world: { count, face, bidder, winner }, rows, seats }) {
    if (diceIn(rows.players) === 0) return "Waiting for others";
    if (count === 0) return "No bid yet";
    const [seat, says] = winner < 0 ? [bidder, "bids"] : [winner, "is right about"];
    return `${seats[seat]?.name ?? "Nobody"} ${says} ${bidText(count, face)}`;
  },
  /** Three bids of each face, and the call. */
  buttons({ world, rows, seat }) {
    if (world.phase !== "bidding" || world.turn !== seat) return [];
    const bids = [0, 1, 2].map((more) =>
      FACES.map((face) => ({ face, count: lowestBid(world, face) + more }))
        .filter(({ count }) => count <= diceIn(rows.players))
        .map(({ face, count }) => ({ label: bidText(count, face), command: { type: "bid", count, face } as const })),
    );
    return world.count > 0 ? [...bids, [{ label: "Liar!", command: { type: "call" } as const }]] : bids;
  },
  draw(context, { world, rows, seats, secondsTo }, { width, height }) {
    const [left, rowWidth] = [Math.max(8, width / 2 - 270), Math.min(width - 16, 540)];
    let y = Math.max(96, height / 2 - 270);
    for (const { id, isPlaying, dice = [], shown } of rows.players) {
      if (seats[id].status === "empty") continue;
      const isTurn = world.phase === "bidding" && id === world.turn;
      drawBox(context, left, y, rowWidth, 46, id === world.winner ? "#20704f" : isTurn ? "#2a5a80" : "#172335");
      drawText(context, seats[id].name, left + 14, y + 29, 16);
      for (let at = 0; isPlaying && at < 5; at++)
        drawDie(context, (shown.length > 0 ? shown : dice)[at] ?? 0, left + rowWidth - 178 + 34 * at, y + 9, 28);
      y += 52;
    }
    drawBox(context, left, y, (rowWidth * secondsTo(world.phaseEndsAt)) / 30, 6, "#f2c14e");
  },
});
