import { dropScore } from "../matches.ts";
import { sendAway } from "../presence.ts";
import { firstLine } from "../reading.ts";
import { OUT } from "../world.ts";
import type { Handler } from "./handler.ts";

/** An account is gone: nothing of it stays. */
export const forget: Handler<"forget"> = (world, { player }, emit) => {
  if (player === 0) return;
  world.erasures++;
  for (const channel of world.channels.values()) {
    const first = firstLine(channel);
    channel.lines.forEach((line, i) => {
      if (line.player !== player) return;
      line.player = 0;
      line.name = "";
      if (line.text === "") return;
      line.text = "";
      emit({ type: "erased", channel: channel.name, line: first + i, by: 0 });
    });
  }
  for (let row = 0; row < world.scores.length; row++) if (world.scores[row]?.player === player) dropScore(world, row);
  sendAway(world, player, OUT.forgotten, emit);
  world.members.delete(player);
  emit({ type: "forgotten", player });
};
