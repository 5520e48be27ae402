import { newWords, packShot } from "../../../shared/arena/motion.ts";
import { type Flight, PATCH_EVERY_TICKS, type World } from "../../../shared/arena/world.ts";
import { type Part, placed } from "./part.ts";
import { Rows } from "./rows.ts";
import { BOLT_VIEW } from "./views.ts";

/** Nobody who has lost sight of a shot is back so quickly. */
const SOON_TICKS = 120;

/** Shots: told once, and again only when something stops them before their time. */
export function boltRecords(world: World): Part {
  const { bolts } = world;
  const words = newWords();
  const flight: Flight = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };
  /** By slot: when clients let the shot told there end, if nothing stops it; 0: they would be late. */
  const diesAt = new Int32Array(bolts.capacity);
  let writtenAt = world.tick;
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
      // They count its life from its telling, which comes late for shots of a room that was taken up.
      diesAt[slot] = world.tick - bolts.bornAt[slot] < PATCH_EVERY_TICKS ? bolts.diesAt[slot] : 0;
    },
    endedAsKnown: (slot) => diesAt[slot] > 0 && diesAt[slot] <= world.tick,
    key: String,
  });
  return {
    rules: {
      capacity: bolts.capacity,
      interest: placed(bolts, {
        ...BOLT_VIEW,
        endsSoon: (slot) => diesAt[slot] > 0 && diesAt[slot] - writtenAt < SOON_TICKS,
      }),
    },
    write(table) {
      writtenAt = world.tick;
      rows.write(table);
    },
  };
}
