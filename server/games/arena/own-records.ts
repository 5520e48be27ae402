import { HELM_FIELDS, type World } from "../../../shared/games/arena/world.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import type { Scoreboard } from "./scoreboard.ts";

const HELM_GROUP = ["tick", "hull", ...HELM_FIELDS];

/**
 * The private record of each seat: cargo, rank, and the exact helm whenever the machine publishes it. Players know the
 * controls that they gave, so those are sent only after a reconnect.
 */
export class OwnRecords {
  readonly #world: World;
  readonly #board: Scoreboard;
  /** By seat: the pilot whose record it was at the last write. */
  readonly #pilots: Int32Array;

  constructor(world: World, board: Scoreboard) {
    this.#world = world;
    this.#board = board;
    this.#pilots = new Int32Array(world.config.seats);
  }

  /** The epoch of the seat whose record was written last: pilots are numbered by it, but for those of old matches. */
  ownerOf(seat: number): number | null {
    return this.#pilots[seat] === 0 ? null : this.#pilots[seat];
  }

  write(table: RecordTable): void {
    const { players, config } = this.#world;
    for (let seat = 0; seat < config.seats; seat++) {
      if (players.live[seat] === 1) this.#writeSeat(seat, table);
      else if (table.live[seat] === 1) clear(seat, table);
    }
  }

  #writeSeat(seat: number, table: RecordTable): void {
    const { players, ships, tick } = this.#world;
    const { ship: shipColumn, respawnAt, cargo0, cargo1, cargo2, cargo3, rank, bits, aim } = table.columns;
    const isNew = table.live[seat] === 0;
    if (isNew) table.open(seat, "");
    this.#pilots[seat] = players.pilot[seat];
    const slot = players.ship[seat] - 1;
    const id = slot < 0 ? 0 : ships.id[slot];
    if (slot >= 0) {
      const isPublished = isNew || ships.ownAt[slot] === tick || table.number(seat, shipColumn) !== id;
      const isSteered = ships.bits[slot] !== table.number(seat, bits) || ships.aim[slot] !== table.number(seat, aim);
      if (isPublished || isSteered) {
        table.renew(seat, isPublished ? 0 : table.maskOf(HELM_GROUP));
        writeHelm(this.#world, slot, seat, table);
      }
    }
    table.set(seat, shipColumn, id);
    table.set(seat, respawnAt, players.respawnAt[seat]);
    table.set(seat, cargo0, players.cargo0[seat]);
    table.set(seat, cargo1, players.cargo1[seat]);
    table.set(seat, cargo2, players.cargo2[seat]);
    table.set(seat, cargo3, players.cargo3[seat]);
    table.set(seat, rank, this.#board.ranks[seat]);
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
