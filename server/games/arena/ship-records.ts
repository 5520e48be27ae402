import { CONTROL } from "../../../shared/games/arena/controls.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import { newHelm } from "../../../shared/games/arena/helm.ts";
import {
  motionControls,
  newPublishedMotion,
  packMotion,
  wantsBoost,
} from "../../../shared/games/arena/published-motion.ts";
import { packTurn } from "../../../shared/games/arena/turn.ts";
import { PATCH_EVERY_TICKS, PUBLISHED_AS, type World } from "../../../shared/games/arena/world.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import { interestByPosition, type MapWriter } from "./map-writer.ts";
import { RowTracker } from "./row-tracker.ts";
import { SHIP_VIEW } from "./views.ts";

/** Ships' records. Both arrays are of the last write, while the world advances. */
export interface ShipMapWriter extends MapWriter {
  /** Seats of the published ships, by slot. */
  readonly seats: Int32Array;
  /** By slot: 1 if clients that received everything know the ship's exact motion since the last patch. */
  readonly followed: Uint8Array;
}

/** How often records of undisturbed ships are refreshed, ticks, so that newcomers have few ticks to step. */
const REFRESH_TICKS = 240;

/** Fields that a turn replaces, and those that may come with it. */
const MOTION = ["a", "b", "c", "d", "e", "docked", "energy"] as const;
const VITALS = ["armor", "shield", "shieldWait", "guard"] as const;

/** Writes ships as the machine publishes them. */
export function shipRecords(world: World): ShipMapWriter {
  const { ships, scratch } = world;
  const seats = new Int32Array(ships.capacity);
  const helm = newHelm();
  const record = newPublishedMotion();
  /** By slot: the tick of the record. */
  const publishedAt = new Int32Array(ships.capacity);
  /** By slot: 1 if clients that received everything see the true motion. */
  const exact = new Uint8Array(ships.capacity);
  const followed = new Uint8Array(ships.capacity);
  /** Masks of the fields above. */
  let [motion, vitals] = [0, 0];
  const rows = new RowTracker(ships, {
    create(slot, table) {
      const { seat, hull } = table.columns;
      seats[slot] = ships.seat[slot];
      table.set(slot, seat, seats[slot]);
      table.set(slot, hull, ships.hull[slot]);
      writeRecord(slot, table);
      exact[slot] = followed[slot] = 0;
    },
    update(slot, table) {
      // A record cannot carry a tick between two patches, at which a recovered room may start.
      const between = publishedAt[slot] % PATCH_EVERY_TICKS !== 0;
      const now = ships.diverged[slot] === 0 ? 1 : 0;
      followed[slot] = exact[slot] & now;
      exact[slot] = now;
      if (ships.shownAt[slot] === world.tick && scratch.publishedAs[slot] !== PUBLISHED_AS.whole && !between)
        writeTurn(slot, table);
      else if (ships.shownAt[slot] === world.tick || between) writeWhole(slot, table);
      else if (world.tick - publishedAt[slot] >= REFRESH_TICKS) {
        table.renew(slot, motion | vitals);
        writeRecord(slot, table);
      }
    },
  });

  function writeWhole(slot: number, table: RecordTable): void {
    followed[slot] = 0;
    table.renew(slot);
    writeRecord(slot, table);
  }

  function writeTurn(slot: number, table: RecordTable): void {
    const { turn, boost, d, e } = table.columns;
    const withVitals = scratch.publishedAs[slot] === PUBLISHED_AS.turnAndVitals;
    const packed = packTurn(ships.bits[slot], world.tick, ships.turnedAt[slot], withVitals);
    // Clients would not notice a turn with the same value.
    if (packed === table.number(slot, turn)) {
      writeWhole(slot, table);
      return;
    }
    const boosts = wantsBoost(ships.bits[slot]);
    if (boosts && !wantsBoost(motionControls(table.number(slot, d), table.number(slot, e))))
      table.set(slot, boost, ships.turnEnergy[slot]);
    table.set(slot, turn, packed);
    table.renew(slot, withVitals ? motion : motion | vitals);
    writeRecord(slot, table);
  }

  function writeRecord(slot: number, table: RecordTable): void {
    const { a, b, c, d, e, armor, shield, shieldWait, energy, guard, docked, aim } = table.columns;
    publishedAt[slot] = world.tick;
    packMotion(readPublished(world, slot, helm), world.tick, record);
    table.set(slot, a, record.a);
    table.set(slot, b, record.b);
    table.set(slot, c, record.c);
    table.set(slot, d, record.d);
    table.set(slot, e, record.e);
    table.set(slot, armor, record.armor);
    table.set(slot, shield, record.shield);
    table.set(slot, shieldWait, record.shieldWait);
    table.set(slot, guard, record.guard);
    table.set(slot, docked, record.docked);
    // Fields without effect keep their values, so that they are not sent.
    if (wantsBoost(helm.bits)) table.set(slot, energy, record.energy);
    if (helm.bits & CONTROL.aim) table.set(slot, aim, record.aim);
  }

  return {
    rules: {
      capacity: ships.capacity,
      interest: interestByPosition(ships, { ...SHIP_VIEW, isOwn: (slot, seat) => seats[slot] === seat }),
    },
    write(table) {
      motion = table.maskOf(MOTION);
      vitals = table.maskOf(VITALS);
      rows.write(table);
    },
    seats,
    followed,
  };
}
