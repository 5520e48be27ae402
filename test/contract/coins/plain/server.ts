import { colyseusGame } from "../../../../server/kit/index.ts";
import { CoinsRoom } from "../coins-room.ts";

export default colyseusGame(CoinsRoom);
