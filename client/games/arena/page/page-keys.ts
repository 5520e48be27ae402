import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import type { PageState } from "../../../shell/page-state.ts";

/** What of a `KeyboardEvent` is read. */
export interface PageKey {
  readonly code: string;
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export type PageKeyAction =
  | { readonly do: "settings" }
  | { readonly do: "leave" }
  /** One of a replay's keys, or none. */
  | { readonly do: "replay" }
  | { readonly do: "hull"; readonly hull: number };

/** What a key means in a place of the page, beside what is bound to the ship; null: nothing. @param down it went down, not up */
export function pageKeyAction(key: PageKey, down: boolean, at: PageState["at"]): PageKeyAction | null {
  if (down && key.code === "Escape" && at !== "menu") return { do: at === "playing" ? "settings" : "leave" };
  if (at === "watching") return { do: "replay" };
  if (at !== "playing" || !down || key.repeat || key.ctrlKey || key.altKey || key.metaKey) return null;
  const hull = numberKeyIndex(key.code, HULLS.length);
  return hull === null ? null : { do: "hull", hull };
}

/** Which of so many things a number key picks, from 0, by `KeyboardEvent.code`; null: none that there is. */
export function numberKeyIndex(code: string, count: number): number | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  const index = digit === null ? -1 : Number(digit[1]) - 1;
  return index >= 0 && index < count ? index : null;
}
