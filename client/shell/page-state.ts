import { CLOSE, REFUSAL, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { JoinTarget } from "../net/index.ts";
import type { WatchTarget } from "./replay/watch-address.ts";

/** What the button of a notice does: shows the menu, loads the page that speaks as the server does, or this one again. */
export type NoticeAction = "menu" | "page" | "reload";

/** What a player chose in the menu; a game may have more to choose. */
export interface JoinChoice {
  readonly name: string;
}

/** Where the page is. Each state has what it needs; the way there is not remembered. */
export type PageState<Choice extends JoinChoice = JoinChoice> =
  | { readonly at: "menu"; readonly refusal: { readonly reason: string; readonly about: "name" | "all" } | null }
  /** `returning`: to a seat from before; otherwise from the menu, which shows it. */
  | { readonly at: "joining"; readonly choice: Choice; readonly into: JoinTarget; readonly returning: boolean }
  | { readonly at: "playing"; readonly into: JoinTarget }
  | { readonly at: "watching"; readonly asked: WatchTarget }
  | { readonly at: "lost"; readonly title: string; readonly text: string; readonly way: NoticeAction };

/** What may happen to the page, in any state. */
export type PageEvent<Choice extends JoinChoice = JoinChoice> =
  | { readonly do: "launch"; readonly choice: Choice; readonly into: JoinTarget; readonly returning: boolean }
  /** The first picture of the match is there. */
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

/** What happens to a seat. */
export type SeatEvent = Extract<PageEvent, { readonly do: "arrive" | "end" }>;

export const MENU_STATE: Extract<PageState, { readonly at: "menu" }> = { at: "menu", refusal: null };

/** Refusals that another name may help against. */
const ABOUT_NAME: ReadonlySet<number> = new Set([
  ROOM_REFUSAL.badOption,
  ROOM_REFUSAL.nameTaken,
  ROOM_REFUSAL.nameOwned,
]);
const OTHER_VERSION: ReadonlySet<number> = new Set([CLOSE.otherVersion.code, REFUSAL.otherVersion.status]);

/** Where a move leads. The same place: nowhere. */
export function nextState<Choice extends JoinChoice>(
  place: PageState<Choice>,
  move: PageEvent<Choice>,
): PageState<Choice> {
  switch (move.do) {
    case "launch": {
      const { choice, into, returning } = move;
      return place.at === "joining" ? place : { at: "joining", choice, into, returning };
    }
    case "arrive":
      return place.at === "joining" ? { at: "playing", into: place.into } : place;
    case "end":
      return place.at === "joining" || place.at === "playing" ? afterEnd(move.code, move.reason) : place;
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

function watch<Choice extends JoinChoice>(place: PageState<Choice>, asked: WatchTarget): PageState<Choice> {
  const same = place.at === "watching" && place.asked.id === asked.id && place.asked.watched === asked.watched;
  return same ? place : { at: "watching", asked };
}

function afterEnd(code: number, reason: string): Extract<PageState, { readonly at: "menu" | "lost" }> {
  if (OTHER_VERSION.has(code)) return { at: "lost", title: "A new version", text: reason, way: "page" };
  if (code === CLOSE.takenOver.code)
    return {
      at: "lost",
      title: "You are playing elsewhere",
      text: "Your match goes on in another tab or window.",
      way: "menu",
    };
  return { at: "menu", refusal: reason === "" ? null : { reason, about: ABOUT_NAME.has(code) ? "name" : "all" } };
}
