import { definePilots } from "orrery/client";
import steps from "./rules.ts";

export default definePilots(steps, {
  walker: ({ rows, seat }) => (rows.walkers[seat].pace === 3 ? null : { type: "walk", pace: 3 }),
});
