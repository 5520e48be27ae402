import type { ClientCommandIn } from "../../shared/kit/index.ts";
import type { GameView } from "./view.ts";

/** CSS pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A point of the picture, in CSS pixels from its top left. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** The mouse over the picture, or a finger on it. */
export interface PicturePointer {
  readonly at: PicturePoint;
  /** Where it was pressed; null: it is not. */
  readonly from: PicturePoint | null;
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
  /**
   * Draws a whole picture in CSS pixels from (0, 0) top left; the page has cleared it and set the density.
   *
   * @param pointer null: it is elsewhere
   */
  draw(context: CanvasRenderingContext2D, view: GameView<R>, size: PictureSize, pointer: PicturePointer | null): void;
  readonly keys?: readonly PageKey<R>[];
  /** A press at a point of the picture, by mouse or finger: the command; null: none. */
  point?(view: GameView<R>, at: PicturePoint, size: PictureSize): ClientCommandIn<R> | null;
  /** A release, wherever it was pressed: the command; null: none. */
  drag?(view: GameView<R>, from: PicturePoint, to: PicturePoint, size: PictureSize): ClientCommandIn<R> | null;
}

/** A page of some rules; say of which, so that its functions have the types of these: `definePage<typeof trails>({ … })`. */
export const definePage = <R>(page: GamePage<R>): GamePage<R> => page;
