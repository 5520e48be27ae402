import type { ClientCommandIn } from "../../shared/kit/index.ts";
import type { GameView } from "./view.ts";

/** CSS pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A key that does something, shown as help in the page. */
export interface PageKey<R> {
  /** `KeyboardEvent.code`s, each of which does it. */
  readonly codes: readonly string[];
  readonly label: string;
  /** On press: the command; null: none. */
  command(view: GameView<R>): ClientCommandIn<R> | null;
}

/** A game in the browser: what its folder's `page.ts` exports. */
export interface GamePage<R> {
  readonly rules: R;
  readonly title: string;
  /** One or two sentences for the menu. */
  readonly about: string;
  /** Draws a whole picture in CSS pixels from (0, 0) top left; the page has cleared it and set the density. */
  draw(context: CanvasRenderingContext2D, view: GameView<R>, size: PictureSize): void;
  readonly keys?: readonly PageKey<R>[];
  /** A click or tap at a point of the picture: the command; null: none. */
  point?(
    view: GameView<R>,
    at: { readonly x: number; readonly y: number },
    size: PictureSize,
  ): ClientCommandIn<R> | null;
}

/** A page of some rules; say of which, so that its functions have the types of these: `definePage<typeof trails>({ … })`. */
export const definePage = <R>(page: GamePage<R>): GamePage<R> => page;
