import { arenaRoom } from "../../../server/games/arena/index.ts";
import { ArenaProjection } from "../../../server/games/arena/projection.ts";
import { describeEndedRooms } from "../../harness/ended-rooms.ts";

describeEndedRooms(() => arenaRoom({ seats: 8 }, 60), ArenaProjection);
