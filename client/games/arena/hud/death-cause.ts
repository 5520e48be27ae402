import { CAUSE } from "../../../../shared/games/arena/event.ts";

/** How the HUD describes a death. */
interface CauseWords {
  /** Between killer and victim: "Nyx ‹railed› Orla". */
  readonly verb: string;
  /** After the victim, without a killer: "Orla ‹hit a rock›". */
  readonly alone: string;
  /** After the killer on the death screen: "Nyx · ‹rail›". */
  readonly means: string;
}

export const CAUSES: Readonly<Record<number, CauseWords>> = {
  [CAUSE.pulse]: { verb: "gunned down", alone: "was gunned down", means: "pulse cannon" },
  [CAUSE.rail]: { verb: "railed", alone: "was railed", means: "rail" },
  [CAUSE.scatter]: { verb: "shredded", alone: "was shredded", means: "scatter gun" },
  [CAUSE.torpedo]: { verb: "torpedoed", alone: "was torpedoed", means: "torpedo" },
  [CAUSE.mine]: { verb: "mined", alone: "hit a mine", means: "mine" },
  [CAUSE.rock]: { verb: "wrecked", alone: "hit a rock", means: "a rock" },
  [CAUSE.ship]: { verb: "rammed", alone: "crashed into a ship", means: "a collision" },
  [CAUSE.planet]: { verb: "crashed", alone: "crashed into a planet", means: "a planet" },
  [CAUSE.star]: { verb: "burned", alone: "fell into the star", means: "the star" },
  [CAUSE.left]: { verb: "drove off", alone: "left", means: "leaving" },
};

export function deathCauseText(cause: number): CauseWords {
  return CAUSES[cause] ?? { verb: "destroyed", alone: "was destroyed", means: "unknown" };
}
