import type { ServerGame } from "../../../../server/games.ts";
import { asAnyRoomDefinition } from "../../../../server/runtime/room-definition.ts";
import { tugRoom } from "../../tiny-game.ts";

/** A game whose projection fails after a second. */
const game: ServerGame = {
  define({ seatHoldS }) {
    const definition = tugRoom("blank", 2, seatHoldS);
    return asAnyRoomDefinition({
      ...definition,
      machine: { ...definition.machine, id: "blank" },
      project(world, names) {
        const projection = definition.project(world, names);
        const write = () => {
          if (world.tick > 60) throw new Error("blank: no projection");
          projection.write();
        };
        return Object.assign(Object.create(projection), { write });
      },
    });
  },
};
export default game;
