import { definePage, drawText } from "orrery/client";
import sling from "./rules.ts";

export default definePage<typeof sling>({
  rules: sling,
  title: "Sling",
  about: "Pull.",
  drag: (_view, from, to) => ({ type: "pull", dx: -(to.x - from.x), dy: -(to.y - from.y) }),
  draw(context, { rows, seat }) {
    if (seat >= 0) drawText(context, `${rows.slings[seat].dx}, ${rows.slings[seat].dy}`, 10, 20, 16, "white");
  },
});
