import { nameAt } from "../../../shared/games/arena/seats.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import type { RoomNames } from "../../runtime/room-definition.ts";
import type { MapWriter } from "./map-writer.ts";
import type { Scoreboard } from "./scoreboard.ts";

const UINT16_MOST = 65_535;

/** Players: those of the ships in view, and the best of all. @param shipSeats the seat of each ship, by its slot */
export function playerRecords(world: World, board: Scoreboard, shipSeats: Int32Array, names: RoomNames): MapWriter {
  const { players } = world;
  const nameOf = (pilot: number) => names.nameOf(pilot);
  /** The pilot whose name was written last, by seat; −1: none. */
  const named = new Int32Array(players.capacity).fill(-1);
  let revision = names.revision;
  return {
    rules: {
      capacity: players.capacity,
      interest: {
        by: "company",
        of: "ships",
        slotOf: (slot) => shipSeats[slot],
        own: (seat) => seat,
        everyone: () => board.best,
      },
    },
    write(table) {
      const { name, kind, hull, online, alive, credits, kills, deaths, bounty } = table.columns;
      if (revision !== names.revision) named.fill(-1);
      revision = names.revision;
      for (let seat = 0; seat < players.high; seat++) {
        if (players.live[seat] === 0) {
          if (table.live[seat] === 1) table.close(seat);
          continue;
        }
        if (table.live[seat] === 0) {
          table.open(seat, String(seat));
          named[seat] = -1;
        }
        if (named[seat] !== players.pilot[seat]) {
          named[seat] = players.pilot[seat];
          table.setText(seat, name, nameAt(world, seat, nameOf));
        }
        table.set(seat, kind, players.kind[seat]);
        table.set(seat, hull, players.hull[seat]);
        table.set(seat, online, players.online[seat]);
        table.set(seat, alive, players.ship[seat] === 0 ? 0 : 1);
        table.set(seat, credits, players.credits[seat]);
        table.set(seat, kills, players.kills[seat]);
        table.set(seat, deaths, players.deaths[seat]);
        table.set(seat, bounty, Math.min(players.bounty[seat], UINT16_MOST));
      }
    },
  };
}
