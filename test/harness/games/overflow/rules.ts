import { defineRules, int } from "../../../../shared/kit/index.ts";

/** Its count leaves its bounds after a second. */
export default defineRules({
  id: "overflow",
  version: 1,
  tickHz: 20,
  seats: 8,
  world: { count: int(0, 20).public() },
  commands: {},
  tick({ world }) {
    world.count++;
  },
});
