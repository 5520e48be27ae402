import { defineRules, int, perSeat } from "orrery/kit";

const pull = int(-1_000, 1_000);

/** Each player's last pull. */
export default defineRules({
  id: "sling",
  version: 1,
  tickHz: 20,
  seats: 4,
  world: { slings: perSeat({ dx: pull.public(), dy: pull.public() }) },
  commands: {
    pull: {
      fields: { dx: pull, dy: pull },
      apply: ({ world }, seat, { dx, dy }) => Object.assign(world.slings[seat], { dx, dy }),
    },
  },
});
