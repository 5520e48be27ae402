import { colyseusGame } from "../../../../server/kit/index.ts";

class NoRoom {}

export default colyseusGame(NoRoom as never);
