import { HELM_FIELDS, type World } from "../../../shared/arena/world.ts";
import type { RecordTable } from "../../replication/table.ts";
import type { Board } from "./board.ts";

const TOLD_TOGETHER = ["tick", "hull", ...HELM_FIELDS];

/**
 * What each seat alone is told: its hold, its place, and its helm to the last unit whenever the machine says so. Controls that
 * were flown as they were given are not told to who gave them, only to who returns.
 */
export function writeOwn(world: World, board: Board, table: RecordTable): void {
  const { players, ships, tick, config } = world;
  const { ship: shipColumn, respawnAt, cargo0, cargo1, cargo2, cargo3, rank, bits, aim } = table.columns;
  const helm = table.maskOf(TOLD_TOGETHER);
  for (let seat = 0; seat < config.seats; seat++) {
    if (players.live[seat] === 0) {
      if (table.live[seat] === 1) forget(seat, table);
      continue;
    }
    const fresh = table.live[seat] === 0;
    if (fresh) table.open(seat, "");
    const slot = players.ship[seat] - 1;
    const id = slot < 0 ? 0 : ships.id[slot];
    if (slot >= 0) {
      const news = fresh || ships.ownAt[slot] === tick || table.number(seat, shipColumn) !== id;
      const steered = ships.bits[slot] !== table.number(seat, bits) || ships.aim[slot] !== table.number(seat, aim);
      if (news || steered) {
        table.renew(seat, news ? 0 : helm);
        tellHelm(world, slot, seat, table);
      }
    }
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
