import { newWords, packShot } from "../../../shared/arena/motion.ts";
import type { Flight, World } from "../../../shared/arena/world.ts";
import type { Part } from "./part.ts";
import { Rows } from "./rows.ts";
import { BOLT_VIEW } from "./views.ts";

/** Shots: told once, and again only when something stops them before their time. */
export function boltRecords(world: World): Part {
  const { bolts } = world;
  const words = newWords();
  const flight: Flight = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };
  /** By slot: when the shot told there ends, if nothing stops it. */
  const diesAt = new Int32Array(bolts.capacity);
  const rows = new Rows(bolts, {
    create(slot, table) {
      const { a, b, c } = table.columns;
      flight.x = bolts.x[slot];
      flight.y = bolts.y[slot];
      flight.vx = bolts.vx[slot];
      flight.vy = bolts.vy[slot];
      flight.weapon = bolts.weapon[slot];
      packShot(flight, bolts.seat[slot], world.tick, words);
      table.set(slot, a, words.a);
      table.set(slot, b, words.b);
      table.set(slot, c, words.c);
      diesAt[slot] = bolts.diesAt[slot];
    },
    endedAsKnown: (slot) => diesAt[slot] <= world.tick,
    key: String,
  });
  return {
    rules: {
      capacity: bolts.capacity,
      interest: { by: "place", x: bolts.x, y: bolts.y, ...BOLT_VIEW, ephemeral: true },
    },
    write: (table) => rows.write(table),
  };
}
