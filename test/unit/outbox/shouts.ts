import type { TugCommand } from "../../harness/tiny-game.ts";

export const SEATS = 3;

/** Shouts at most ticks, several at some. Each life of the process has its own, as people never do the same again. */
export function commandsAt(tick: number, life: number): TugCommand[] {
  const commands: TugCommand[] = [];
  for (let seat = 0; seat < SEATS; seat++)
    if ((tick * 5 + seat * 3 + life * 2) % 4 < 2) commands.push({ type: "pull", seat, strength: 1, shout: true });
  return commands;
}
