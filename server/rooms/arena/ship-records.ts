import { newHelm } from "../../../shared/arena/helm.ts";
import { newWords } from "../../../shared/arena/motion.ts";
import { readHelm } from "../../../shared/arena/rows.ts";
import { roundToTold, type Told, writeTold } from "../../../shared/arena/told.ts";
import type { World } from "../../../shared/arena/world.ts";
import { packTold } from "../../../shared/wire/told.ts";
import type { RecordTable } from "../../replication/table.ts";
import { type Part, placed } from "./part.ts";
import { Rows } from "./rows.ts";
import { SHIP_VIEW } from "./views.ts";

/** Ships as published: what is told is what the machine continues as `shown`. */
export function shipRecords(world: World): Part {
  const { ships, shown } = world;
  const helm = newHelm();
  const record: Told = { ...newWords(), hull: 0, armor: 0, shield: 0, shieldWait: 0, energy: 0, guard: 0, docked: 0 };
  const rows = new Rows(ships, {
    create(slot, table) {
      tell(slot, table);
      const { seat, hull } = table.columns;
      table.set(slot, seat, ships.seat[slot]);
      table.set(slot, hull, ships.hull[slot]);
    },
    update(slot, table) {
      if (ships.shownAt[slot] === world.tick) tell(slot, table);
    },
  });

  function tell(slot: number, table: RecordTable): void {
    const { a, b, c, told, armor, shield, shieldWait, energy, guard, docked } = table.columns;
    // A ship that was not published yet, as when a room begins between two patches, is told as it is.
    readHelm(ships.shownAt[slot] === 0 ? ships : shown, slot, ships.hull[slot], helm);
    writeTold(roundToTold(helm, helm), record);
    table.set(slot, a, record.a);
    table.set(slot, b, record.b);
    table.set(slot, c, record.c);
    table.set(slot, told, packTold(world.tick));
    table.set(slot, armor, record.armor);
    table.set(slot, shield, record.shield);
    table.set(slot, shieldWait, record.shieldWait);
    table.set(slot, energy, record.energy);
    table.set(slot, guard, record.guard);
    table.set(slot, docked, record.docked);
  }

  return {
    rules: {
      capacity: ships.capacity,
      interest: placed(ships, { ...SHIP_VIEW, isOwn: (slot, seat) => ships.seat[slot] === seat }),
    },
    write: (table) => rows.write(table),
  };
}
