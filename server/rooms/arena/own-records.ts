import { HELM_FIELDS, type World } from "../../../shared/arena/world.ts";
import type { RecordTable } from "../../replication/table.ts";
import type { Board } from "./board.ts";

/** What each seat alone is told: its hold, its place, and its helm to the last unit whenever the machine says so. */
export function writeOwn(world: World, board: Board, table: RecordTable): void {
  const { players, ships, tick, config } = world;
  const { ship: shipColumn, respawnAt, cargo0, cargo1, cargo2, cargo3, rank } = table.columns;
  for (let seat = 0; seat < config.seats; seat++) {
    if (players.live[seat] === 0) {
      if (table.live[seat] === 1) forget(seat, table);
      continue;
    }
    const fresh = table.live[seat] === 0;
    if (fresh) table.open(seat, "");
    const slot = players.ship[seat] - 1;
    const id = slot < 0 ? 0 : ships.id[slot];
    if (slot >= 0 && (fresh || ships.ownAt[slot] === tick || table.number(seat, shipColumn) !== id))
      tellHelm(world, slot, seat, table);
    table.set(seat, shipColumn, id);
    table.set(seat, respawnAt, players.respawnAt[seat]);
    table.set(seat, cargo0, players.cargo0[seat]);
    table.set(seat, cargo1, players.cargo1[seat]);
    table.set(seat, cargo2, players.cargo2[seat]);
    table.set(seat, cargo3, players.cargo3[seat]);
    table.set(seat, rank, board.ranks[seat]);
  }
}

/** Whoever sits there next is not told it. */
function forget(seat: number, table: RecordTable): void {
  table.close(seat);
  table.clear(seat);
}

function tellHelm({ ships, tick }: World, slot: number, seat: number, table: RecordTable): void {
  table.set(seat, table.columns.tick, tick);
  table.set(seat, table.columns.hull, ships.hull[slot]);
  for (const field of HELM_FIELDS) table.set(seat, table.columns[field], ships[field][slot]);
}
