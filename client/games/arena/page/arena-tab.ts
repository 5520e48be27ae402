import type { TabGame } from "../../../shell/tab-storage.ts";
import type { MenuChoice } from "./menu/index.ts";

/** What a tab remembers of the arena. */
export const ARENA_TAB: TabGame<MenuChoice> = {
  keys: "orrery",
  readChoice(stored) {
    const { name, hull } = (stored ?? {}) as Partial<Record<keyof MenuChoice, unknown>>;
    return typeof name === "string" && typeof hull === "number" && Number.isInteger(hull) ? { name, hull } : null;
  },
};
