import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";

/** Colours shared by the HUD's canvases and the style sheets; each is readable on the panels' deep blue (WCAG AA). */
export const INK_COLOURS = {
  own: "#63f2ff",
  person: "#b9a8ff",
  pirate: "#ff7390",
  trader: "#ffb95c",
  station: "#7dffcf",
  beacon: "#dcff5e",
} as const;

/** Colours of ores, in the order of `ORES`. */
export const ORE_COLOURS = ["#ff9d76", "#7fa8ff", "#6fffd0", "#ffd95c"] as const;

/** Colour and label for each value of `PLAYER_KIND`. */
export const KIND_STYLES: Readonly<Record<number, { ink: string; label: string; className: string }>> = {
  [PLAYER_KIND.person]: { ink: INK_COLOURS.person, label: "pilot", className: "person" },
  [PLAYER_KIND.pirate]: { ink: INK_COLOURS.pirate, label: "pirate", className: "pirate" },
  [PLAYER_KIND.trader]: { ink: INK_COLOURS.trader, label: "trader", className: "trader" },
};

export function kindStyle(kind: number): { ink: string; label: string; className: string } {
  return KIND_STYLES[kind] ?? KIND_STYLES[PLAYER_KIND.person];
}
