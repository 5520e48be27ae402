import { CLOSE, REFUSAL, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { JoinTarget, MenuChoice } from "../games/arena/page/menu/index.ts";
import type { WatchTarget } from "./replay/watch-address.ts";

/** What the button of a notice does: shows the menu, loads the page that speaks as the server does, or this one again. */
export type NoticeAction = "menu" | "page" | "reload";

/** Where the page is. Each place has what it needs, and nothing else is remembered of the way there. */
export type PageState =
  | { readonly at: "menu"; readonly refusal: { readonly reason: string; readonly about: "name" | "all" } | null }
  /** `returning`: to a seat from before; otherwise from the menu, which shows it. */
  | { readonly at: "joining"; readonly choice: MenuChoice; readonly into: JoinTarget; readonly returning: boolean }
  | { readonly at: "flying"; readonly into: JoinTarget }
  | { readonly at: "watching"; readonly asked: WatchTarget }
  | { readonly at: "lost"; readonly title: string; readonly text: string; readonly way: NoticeAction };

/** What may happen to the page, whatever place it is in. */
export type PageEvent =
  | { readonly do: "launch"; readonly choice: MenuChoice; readonly into: JoinTarget; readonly returning: boolean }
  /** The first picture of the arena is there. */
  | { readonly do: "arrive" }
  /** The link ended, or could not be had. `code`: a close or refusal code; 0: nobody answered. */
  | { readonly do: "end"; readonly code: number; readonly reason: string }
  /** The player wants the menu. */
  | { readonly do: "leave" }
  | { readonly do: "watch"; readonly asked: WatchTarget }
  /** There is nothing to watch. */
  | { readonly do: "refuse"; readonly title: string; readonly text: string }
  /** The page cannot draw. */
  | { readonly do: "fail"; readonly title: string; readonly text: string }
  /** The browser's own Back or Forward. `asked`: what the address asks to watch; null: nothing. */
  | { readonly do: "address"; readonly asked: WatchTarget | null };

export const MENU_STATE: PageState = { at: "menu", refusal: null };

/** Refusals that another name may help against; the arena is asked for with nothing else that a player typed. */
const ABOUT_NAME: ReadonlySet<number> = new Set([
  ROOM_REFUSAL.badOption,
  ROOM_REFUSAL.nameTaken,
  ROOM_REFUSAL.nameOwned,
]);
const OTHER_VERSION: ReadonlySet<number> = new Set([CLOSE.otherVersion.code, REFUSAL.otherVersion.status]);

/** Where a move leads. The same place: nowhere. */
export function nextState(place: PageState, move: PageEvent): PageState {
  switch (move.do) {
    case "launch": {
      const { choice, into, returning } = move;
      return place.at === "joining" ? place : { at: "joining", choice, into, returning };
    }
    case "arrive":
      return place.at === "joining" ? { at: "flying", into: place.into } : place;
    case "end":
      return place.at === "joining" || place.at === "flying" ? afterEnd(move.code, move.reason) : place;
    case "leave":
      return place.at === "menu" ? place : MENU_STATE;
    case "watch":
      return watch(place, move.asked);
    case "refuse":
      return place.at === "watching" ? { at: "lost", title: move.title, text: move.text, way: "menu" } : place;
    case "fail":
      return { at: "lost", title: move.title, text: move.text, way: "reload" };
    case "address":
      if (move.asked !== null) return watch(place, move.asked);
      return place.at === "watching" || place.at === "lost" ? MENU_STATE : place;
  }
}

function watch(place: PageState, asked: WatchTarget): PageState {
  const same = place.at === "watching" && place.asked.id === asked.id && place.asked.watched === asked.watched;
  return same ? place : { at: "watching", asked };
}

function afterEnd(code: number, reason: string): PageState {
  if (OTHER_VERSION.has(code)) return { at: "lost", title: "A new version", text: reason, way: "page" };
  if (code === CLOSE.takenOver.code)
    return {
      at: "lost",
      title: "Your ship is elsewhere",
      text: "You are now flying it in another tab or window.",
      way: "menu",
    };
  return { at: "menu", refusal: reason === "" ? null : { reason, about: ABOUT_NAME.has(code) ? "name" : "all" } };
}
