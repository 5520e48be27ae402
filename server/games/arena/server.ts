import type { ArenaConfig } from "../../../shared/games/arena/config.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import type { ServerGame } from "../../games.ts";
import { asAnyRoomDefinition } from "../../runtime/room-definition.ts";
import { ARENA_ERASING } from "./erasure.ts";
import { arenaRoom } from "./index.ts";
import { ARENA_SURVEYOR, arenaMatchEvents } from "./match-events.ts";
import { NpcNames } from "./npc-names.ts";
import { summarizeRound } from "./summary.ts";

/** The arena for the server. */
const game: ServerGame = {
  define: ({ settings, seatHoldS }) => asAnyRoomDefinition(arenaRoom(settings as Partial<ArenaConfig>, seatHoldS)),
  settings: {
    ARENA_PLAYERS: { field: "seats", least: 1, most: 3_000, initial: 64, about: "seats of one arena, up to 3,000" },
  },
  page: "/",
  release: "release.ts",
  summarize: summarizeRound,
  eraser: ARENA_ERASING,
  matches() {
    const npcs = new NpcNames();
    return {
      events: arenaMatchEvents(npcs),
      surveyor: ARENA_SURVEYOR,
      observe: (room, world) => npcs.update(room, world as World),
    };
  },
};
export default game;
