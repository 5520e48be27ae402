import { endRound as end } from "../phases/rounds.ts";
import { ROUND } from "../world.ts";
import type { Handler } from "./handler.ts";

/** Ends the round now. Does nothing while a result is shown. */
export const endRound: Handler<"endRound"> = (world, _command, emit) => {
  if (world.phase === ROUND.playing) end(world, emit);
};
