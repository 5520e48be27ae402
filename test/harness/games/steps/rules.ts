import { defineRules, int, perSeat } from "orrery/kit";

/** Tests of development change it. */
const STEP = 1;

/** Everyone who walks goes a step a tick; all steps are counted. */
export default defineRules({
  id: "steps",
  version: 1,
  tickHz: 20,
  seats: 4,
  world: {
    total: int(0, 1_000_000_000).public(),
    walkers: perSeat({ at: int(0, 1_000_000).public(), pace: int(0, 3).public() }),
  },
  commands: {
    walk: {
      fields: { pace: int(0, 3) },
      apply({ world }, seat, { pace }) {
        world.walkers[seat].pace = pace;
      },
    },
  },
  tick({ world, seated }) {
    world.total += STEP;
    for (const seat of seated) world.walkers[seat].at += world.walkers[seat].pace;
  },
});
