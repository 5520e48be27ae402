import { HELM_FIELDS, type World } from "../../../shared/games/arena/world.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import type { Scoreboard } from "./scoreboard.ts";

const HELM_GROUP = ["tick", "hull", ...HELM_FIELDS];

/**
 * Writes the private record of each seat: cargo, rank, and the exact helm whenever the machine publishes it. Players know the
 * controls that they gave, so those are sent only after a reconnect.
 */
export function writeOwn(world: World, board: Scoreboard, table: RecordTable): void {
  const { players, ships, tick, config } = world;
  const { ship: shipColumn, respawnAt, cargo0, cargo1, cargo2, cargo3, rank, bits, aim } = table.columns;
  const helm = table.maskOf(HELM_GROUP);
  for (let seat = 0; seat < config.seats; seat++) {
    if (players.live[seat] === 0) {
      if (table.live[seat] === 1) clear(seat, table);
      continue;
    }
    const isNew = table.live[seat] === 0;
    if (isNew) table.open(seat, "");
    const slot = players.ship[seat] - 1;
    const id = slot < 0 ? 0 : ships.id[slot];
    if (slot >= 0) {
      const isPublished = isNew || ships.ownAt[slot] === tick || table.number(seat, shipColumn) !== id;
      const isSteered = ships.bits[slot] !== table.number(seat, bits) || ships.aim[slot] !== table.number(seat, aim);
      if (isPublished || isSteered) {
        table.renew(seat, isPublished ? 0 : helm);
        writeHelm(world, slot, seat, table);
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

/** Clears a freed seat's record, so that the next player there does not get it. */
function clear(seat: number, table: RecordTable): void {
  table.close(seat);
  table.clear(seat);
}

function writeHelm({ ships, tick }: World, slot: number, seat: number, table: RecordTable): void {
  table.set(seat, table.columns.tick, tick);
  table.set(seat, table.columns.hull, ships.hull[slot]);
  for (const field of HELM_FIELDS) table.set(seat, table.columns[field], ships[field][slot]);
}
