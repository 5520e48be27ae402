import trails from "../../examples/trails/rules.ts";
import { kitRoom } from "../../server/kit/index.ts";
import { KitProjection } from "../../server/kit/projection.ts";
import { describeEndedRooms } from "../harness/ended-rooms.ts";

describeEndedRooms(() => kitRoom(trails), KitProjection);
