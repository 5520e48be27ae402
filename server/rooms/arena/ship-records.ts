import { CONTROL } from "../../../shared/arena/controls.ts";
import { newHelm } from "../../../shared/arena/helm.ts";
import { readShown } from "../../../shared/arena/shown.ts";
import { controlsOf, newTold, wantsBoost, writeTold } from "../../../shared/arena/told.ts";
import { packTurn } from "../../../shared/arena/turn.ts";
import { PATCH_EVERY_TICKS, TOLD_AS, type World } from "../../../shared/arena/world.ts";
import type { RecordTable } from "../../replication/table.ts";
import { type Part, placed } from "./part.ts";
import { Rows } from "./rows.ts";
import { SHIP_VIEW } from "./views.ts";

/** Whose ships clients were told of, by slot: as of the last write, while the world goes on. */
export interface ShipPart extends Part {
  readonly seats: Int32Array;
  /** 1 for ships whose flight since the patch before is known to the last unit to whoever was told everything, by slot. */
  readonly followed: Uint8Array;
}

/** Records of ships that only flew on are brought up to date so often, ticks: a newcomer never has far to catch up. */
const FRESH_TICKS = 240;

/** Fields that a turn stands for, and those that it may be told with. */
const MOTION = ["a", "b", "c", "d", "e", "docked", "energy"] as const;
const VITALS = ["armor", "shield", "shieldWait", "guard"] as const;

/** Ships as published: what is told is what the machine says is shown. */
export function shipRecords(world: World): ShipPart {
  const { ships, scratch } = world;
  const seats = new Int32Array(ships.capacity);
  const helm = newHelm();
  const record = newTold();
  /** By slot: the tick of the record. */
  const toldAt = new Int32Array(ships.capacity);
  /** 1 where whoever was told everything sees the truth, by slot. */
  const exact = new Uint8Array(ships.capacity);
  const followed = new Uint8Array(ships.capacity);
  /** As masks. */
  let [motion, vitals] = [0, 0];
  const rows = new Rows(ships, {
    create(slot, table) {
      const { seat, hull } = table.columns;
      seats[slot] = ships.seat[slot];
      table.set(slot, seat, seats[slot]);
      table.set(slot, hull, ships.hull[slot]);
      tell(slot, table);
      exact[slot] = followed[slot] = 0;
    },
    update(slot, table) {
      // A record cannot name a tick between two patches, as when a room begins there.
      const between = toldAt[slot] % PATCH_EVERY_TICKS !== 0;
      const now = ships.parted[slot] === 0 ? 1 : 0;
      followed[slot] = exact[slot] & now;
      exact[slot] = now;
      if (ships.shownAt[slot] === world.tick && scratch.toldAs[slot] !== TOLD_AS.whole && !between)
        tellTurn(slot, table);
      else if (ships.shownAt[slot] === world.tick || between) tellWhole(slot, table);
      else if (world.tick - toldAt[slot] >= FRESH_TICKS) {
        table.renew(slot, motion | vitals);
        tell(slot, table);
      }
    },
  });

  function tellWhole(slot: number, table: RecordTable): void {
    followed[slot] = 0;
    table.renew(slot);
    tell(slot, table);
  }

  function tellTurn(slot: number, table: RecordTable): void {
    const { turn, boost, d, e } = table.columns;
    const withVitals = scratch.toldAs[slot] === TOLD_AS.turnAndVitals;
    const packed = packTurn(ships.bits[slot], world.tick, ships.turnedAt[slot], withVitals);
    // Clients would not see that it is another.
    if (packed === table.number(slot, turn)) {
      tellWhole(slot, table);
      return;
    }
    const boosts = wantsBoost(ships.bits[slot]);
    if (boosts && !wantsBoost(controlsOf(table.number(slot, d), table.number(slot, e))))
      table.set(slot, boost, ships.turnEnergy[slot]);
    table.set(slot, turn, packed);
    table.renew(slot, withVitals ? motion : motion | vitals);
    tell(slot, table);
  }

  function tell(slot: number, table: RecordTable): void {
    const { a, b, c, d, e, armor, shield, shieldWait, energy, guard, docked, aim } = table.columns;
    toldAt[slot] = world.tick;
    writeTold(readShown(world, slot, helm), world.tick, record);
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
    // Where they do not count, they stay as they were.
    if (wantsBoost(helm.bits)) table.set(slot, energy, record.energy);
    if (helm.bits & CONTROL.aim) table.set(slot, aim, record.aim);
  }

  return {
    rules: {
      capacity: ships.capacity,
      interest: placed(ships, { ...SHIP_VIEW, isOwn: (slot, seat) => seats[slot] === seat }),
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
