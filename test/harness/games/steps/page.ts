import { definePage, drawText } from "orrery/client";
import steps from "./rules.ts";

export default definePage<typeof steps>({
  rules: steps,
  title: "Steps",
  about: "Walk.",
  draw(context, { world }) {
    drawText(context, `${world.total} steps`, 10, 20, 16, "white");
  },
});
