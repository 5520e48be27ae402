import { PLAYER_KIND } from "./world.ts";

/** Names of NPCs, by `PLAYER_KIND`. Names that repeat get a number. */
export const NPC_NAMES: Record<number, readonly string[]> = {
  [PLAYER_KIND.pirate]: [
    "Black Comet",
    "Grim Vesna",
    "Rook",
    "Scylla",
    "Old Marrow",
    "Vandal",
    "Nyx",
    "Corsair Jun",
    "Rust Saint",
    "Hex",
    "Mad Orsolo",
    "Widowmaker",
  ],
  [PLAYER_KIND.trader]: [
    "Honest Tam",
    "Far Caravan",
    "Bluebell",
    "Long Haul",
    "Quartermain",
    "Sweet Return",
    "Ox",
    "Marigold",
  ],
};
