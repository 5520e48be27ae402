import trails from "../../examples/trails/rules.ts";
import { kitRoom } from "../../server/kit/index.ts";
import { describeEndedRooms } from "../harness/ended-rooms.ts";

/** The class that `kitRoom` projects with. */
describeEndedRooms(() => kitRoom(trails), { name: "OwnEvents" });
