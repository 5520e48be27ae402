import type { TabGame } from "../../../shell/tab-storage.ts";
import type { MenuChoice } from "./menu/index.ts";

/** The arena's entries in a tab's storage. */
export const ARENA_TAB: TabGame<MenuChoice> = {
  keys: "orrery",
  readChoice(stored) {
    const { name, hull } = (stored ?? {}) as Partial<Record<keyof MenuChoice, unknown>>;
    return typeof name === "string" && typeof hull === "number" && Number.isInteger(hull) ? { name, hull } : null;
  },
};
