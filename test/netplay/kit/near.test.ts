import { afterAll, beforeAll, expect, it } from "vitest";
import { defineRules, int, perSeat } from "../../../shared/kit/index.ts";
import { KitLab } from "../../harness/kit-lab.ts";
import { PROFILES } from "../../harness/link.ts";
import { RoomBench } from "../../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const FAR = 9_000;

/** Whoever stands on a place with others is pushed on; rows begin at 0. */
const crowd = defineRules({
  id: "crowd",
  version: 1,
  tickHz: 60,
  seats: 3,
  world: { people: perSeat({ x: int(0, 20_000).public(), y: int(0, 9).public() }) },
  commands: {
    go: {
      fields: { x: int(0, 20_000) },
      apply({ world }, seat, { x }) {
        world.people[seat].x = x;
      },
    },
  },
  joined({ world }, seat) {
    world.people[seat].x = seat === 0 ? 0 : FAR;
  },
  tick({ world, seated }) {
    for (const seat of seated) {
      const own = world.people[seat];
      for (const other of seated) if (other !== seat && world.people[other].x === own.x) own.x++;
    }
  },
  continued: { people: { continue: () => ({}) } },
});

it("predicts nobody where nobody was sent, though rows begin there", async () => {
  const near = { table: "people", x: "x", y: "y", enterPx: 300, leavePx: 400 };
  const lab = await KitLab.open(crowd, 1, undefined, near);
  const one = await lab.join(PROFILES.typical, 1);
  const other = await lab.join(PROFILES.typical, 2);
  await lab.play(3_000);
  // The row of the empty seat lies where rows begin.
  expect(one.view.rows.people.map(({ id }) => id)).toEqual([0, 2]);
  const shown = new Set<number>();
  one.seen = ({ rows }) => shown.add(rows.people[0].x);
  other.model.send({ type: "go", x: FAR + 5 });
  await lab.play(1_000);
  one.model.send({ type: "go", x: 0 });
  await lab.play(1_000);
  expect([...shown]).toEqual([0]);
  one.model.send({ type: "go", x: FAR });
  await lab.play(2_000);
  expect(one.view.rows.people.map(({ id, x }) => [id, x])).toEqual([
    [0, FAR],
    [1, FAR + 5],
  ]);
  expect([one.desyncs, one.model.predictionFault]).toEqual([0, null]);
  await lab.close();
});
