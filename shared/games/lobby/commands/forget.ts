import { dropScore } from "../matches.ts";
import { evict } from "../presence.ts";
import { EVICTION } from "../world.ts";
import type { Handler } from "./handler.ts";

/** An account was deleted: removes everything of it. */
export const forget: Handler<"forget"> = (world, { player }, emit) => {
  if (player === 0) return;
  world.erasures++;
  for (const channel of world.channels.values()) {
    for (const line of channel.lines) {
      if (line.player !== player) continue;
      line.player = 0;
      line.origin = 0;
      line.name = "";
      if (line.text === "") continue;
      line.text = "";
      emit({ type: "erased", channel: channel.name, line: line.id, by: 0 });
    }
  }
  for (let row = 0; row < world.scores.length; row++) if (world.scores[row]?.player === player) dropScore(world, row);
  evict(world, player, EVICTION.forgotten, emit);
  world.members.delete(player);
  emit({ type: "forgotten", player });
};
