import { definePage, drawBox, drawDisc, drawText, type GameView, type PictureSize } from "orrery/client";
import bluff, { diceIn, lowestBid, TICK_HZ } from "./rules.ts";

/** By face: its pips' places, of nine. */
const PIPS = ["", "4", "08", "048", "0268", "02468", "023568"];

/** Three bids of each face, and the call. */
function buttonsOf({ world, rows, seat }: GameView<typeof bluff>, { width, height }: PictureSize) {
  if (world.phase !== "bidding" || world.turn !== seat) return [];
  const [x, w] = [Math.max(8, width / 2 - 270), Math.min(width - 16, 540) / 6];
  const bids = [0, 1, 2].flatMap((more) =>
    [1, 2, 3, 4, 5, 6].map((face) => {
      const count = lowestBid(world, face) + more;
      const at = { x: x + (face - 1) * w, y: height - 202 + more * 48, w: w - 6, h: 42 };
      return { ...at, face, text: `${count}`, command: { type: "bid", count, face } as const };
    }),
  );
  const call = { x, y: height - 58, w: 6 * w - 6, h: 46, face: 0, text: "Liar!", command: { type: "call" } as const };
  return [...bids.filter(({ command }) => command.count <= diceIn(rows.players)), ...(world.count > 0 ? [call] : [])];
}

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
  point: (view, { x, y }, size) =>
    buttonsOf(view, size).find((of) => x > of.x && x < of.x + of.w && y > of.y && y < of.y + of.h)?.command ?? null,
  draw(context, view, size) {
    const { world, rows, seats, tick } = view;
    const [left, width] = [Math.max(8, size.width / 2 - 270), Math.min(size.width - 16, 540)];
    const seated = rows.players.filter(({ id }) => seats[id].status !== "empty");
    let y = Math.max(64, size.height - 670);
    for (const { id, isPlaying, dice = [], shown, points } of seated) {
      const isTurn = world.phase === "bidding" && id === world.turn;
      drawBox(context, left, y, width, 46, id === world.winner ? "#20704f" : isTurn ? "#2a5a80" : "#172335");
      drawText(context, `${points}   ${seats[id].name}`, left + 14, y + 29, 16);
      for (let at = 0; isPlaying && at < 5; at++)
        drawDie(context, (shown.length > 0 ? shown : dice)[at] ?? 0, left + width - 178 + 34 * at, y + 9, 28);
      y += 52;
    }
    drawBox(context, left, y, (width * Math.max(0, world.phaseEndsAt - tick)) / (30 * TICK_HZ), 6, "#f2c14e");
    if (world.count > 0) {
      const [seat, says] = world.winner < 0 ? [world.bidder, "bids"] : [world.winner, "is right about"];
      drawText(context, `${seats[seat]?.name ?? "Nobody"} ${says} ${world.count} ×`, left + 14, y + 56, 22);
      drawDie(context, world.face, left + width - 62, y + 22, 48);
    } else drawText(context, seated.length > 1 ? "No bid yet" : "Waiting for others", left + 14, y + 56, 22);
    for (const { x, y, w, h, face, text } of buttonsOf(view, size)) {
      drawBox(context, x, y, w, h, face > 0 ? "#24415f" : "#a3262f");
      drawText(context, text, x + (face > 0 ? 10 : w / 2 - 22), y + h / 2 + 6, 17);
      if (face > 0) drawDie(context, face, x + w - 34, y + 7, 28);
    }
  },
});
