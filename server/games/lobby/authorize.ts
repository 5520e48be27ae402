import { lineOf } from "../../../shared/games/lobby/history.ts";
import type { Command, World } from "../../../shared/games/lobby/index.ts";
import type { RightRequest } from "../../platform/identity/rights.ts";

/** Checks a right against the store. Never rejects. */
export type CheckRight = (intent: RightRequest) => Promise<boolean>;

/** Checks moderators' commands against the store (D14): the roles in the lobby may be outdated. */
export function authorizeCommand(
  command: Command,
  world: World,
  by: number,
  mayDo: CheckRight,
): Promise<Command> | null {
  const intent = intentOf(command, world, by);
  if (intent === null) return null;
  const { seat, nonce } = command as Extract<Command, { type: "mute" | "ban" | "erase" }>;
  return mayDo(intent).then((may) => (may ? command : { type: "deny", seat, nonce }));
}

function intentOf(command: Command, world: World, by: number): RightRequest | null {
  switch (command.type) {
    case "mute":
      return { deed: command.untilS === 0 ? "unmute" : "mute", by, about: command.player };
    case "ban":
      return { deed: command.untilS === 0 ? "unban" : "ban", by, about: command.player };
    case "erase": {
      const channel = world.channels.get(command.channel);
      const author = channel && lineOf(channel, command.line)?.player;
      return { deed: "erase", by, about: author ?? 0 };
    }
    default:
      return null;
  }
}
