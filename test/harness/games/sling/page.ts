import { definePage, drawText } from "orrery/client";
import sling from "./rules.ts";

const letGo = { type: "pull", dx: 0, dy: 0 } as const;

export default definePage<typeof sling>({
  rules: sling,
  title: "Sling",
  about: "Pull.",
  note: ({ rows }, seat) => `pulled ${rows.slings[seat].dx}`,
  isTurn: (_view, seat) => seat === 0,
  headline: ({ seat, seats }) => `${seats[seat]?.name} may let go`,
  buttons: ({ rows, seat }) => (rows.slings[seat].dx === 0 ? [] : [[{ label: "Let go", command: letGo }]]),
  drag: (_view, from, to) => ({ type: "pull", dx: -(to.x - from.x), dy: -(to.y - from.y) }),
  draw(context, { rows, seat }) {
    if (seat >= 0) drawText(context, `${rows.slings[seat].dx}, ${rows.slings[seat].dy}`, 10, 20, 16, "white");
  },
});
