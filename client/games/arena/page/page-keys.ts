import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import type { PageState } from "../../../shell/page-state.ts";

/** The part of a `KeyboardEvent` that we read. */
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
  /** The replay decides. */
  | { readonly do: "replay" }
  | { readonly do: "hull"; readonly hull: number };

/** What a key does in a state of the page, apart from steering the ship; null: nothing. @param down pressed, not released */
export function pageKeyAction(key: PageKey, down: boolean, at: PageState["at"]): PageKeyAction | null {
  if (down && key.code === "Escape" && at !== "menu") return { do: at === "playing" ? "settings" : "leave" };
  if (at === "watching") return { do: "replay" };
  if (at !== "playing" || !down || key.repeat || key.ctrlKey || key.altKey || key.metaKey) return null;
  const hull = numberKeyIndex(key.code, HULLS.length);
  return hull === null ? null : { do: "hull", hull };
}

/** The index that a number key picks out of `count`; null: none. @param code `KeyboardEvent.code` */
export function numberKeyIndex(code: string, count: number): number | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  const index = digit === null ? -1 : Number(digit[1]) - 1;
  return index >= 0 && index < count ? index : null;
}
