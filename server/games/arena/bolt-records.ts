import { newFiring, newShotWords, packFiring, packShot } from "../../../shared/games/arena/shot-codec.ts";
import { PATCH_EVERY_TICKS, type Shot, type World } from "../../../shared/games/arena/world.ts";
import { interestByPosition, type MapWriter } from "./map-writer.ts";
import { RowTracker } from "./row-tracker.ts";
import type { ShipMapWriter } from "./ship-records.ts";
import { BOLT_VIEW } from "./views.ts";

/** A client that lost sight of a shot does not see it again within this time. */
const SOON_TICKS = 120;

/** Shots: published once, and again only if something stops them early. @param ships must be written first */
export function boltRecords(world: World, { followed }: ShipMapWriter): MapWriter {
  const { bolts, players, scratch } = world;
  const words = newShotWords();
  const firing = newFiring();
  const flight: Shot = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };
  /** By slot: the tick at which clients end the published shot by themselves; 0: they would end it late. */
  const diesAt = new Int32Array(bolts.capacity);
  /** By slot: the tick when it was published. */
  const publishedAt = new Int32Array(bolts.capacity);
  /** By slot: the ship that fired it since the last patch, if clients know that ship's exact motion; −1: none. */
  const firedBy = new Int32Array(bolts.capacity);
  let writtenAt = world.tick;
  const rows = new RowTracker(bolts, {
    create(slot, table) {
      const { a, b, c, fired } = table.columns;
      flight.x = bolts.x[slot];
      flight.y = bolts.y[slot];
      flight.vx = bolts.vx[slot];
      flight.vy = bolts.vy[slot];
      flight.weapon = bolts.weapon[slot];
      packShot(flight, bolts.seat[slot], world.tick, words);
      table.set(slot, a, words.a);
      table.set(slot, b, words.b);
      table.set(slot, c, words.c);
      firing.seat = bolts.seat[slot];
      firing.weapon = bolts.weapon[slot];
      firing.index = scratch.volley[slot] ?? 0;
      firing.tick = bolts.bornAt[slot];
      table.set(slot, fired, packFiring(firing));
      publishedAt[slot] = world.tick;
      const ship = players.ship[firing.seat] - 1;
      const isNew = world.tick - firing.tick < PATCH_EVERY_TICKS;
      firedBy[slot] = isNew && ship >= 0 && followed[ship] === 1 ? ship : -1;
      // Clients count a shot's life from its publication, which is late for shots of a recovered room.
      diesAt[slot] = isNew ? bolts.diesAt[slot] : 0;
    },
    endedAsKnown: (slot) => diesAt[slot] > 0 && diesAt[slot] <= world.tick,
    key: String,
  });
  return {
    rules: {
      capacity: bolts.capacity,
      interest: interestByPosition(bolts, {
        ...BOLT_VIEW,
        source: {
          of: "ships",
          brief: ["fired"],
          slotOf: (slot) => (publishedAt[slot] === writtenAt ? firedBy[slot] : -1),
        },
        endsSoon: (slot) => diesAt[slot] > 0 && diesAt[slot] - writtenAt < SOON_TICKS,
      }),
    },
    write(table) {
      writtenAt = world.tick;
      rows.write(table);
    },
  };
}
