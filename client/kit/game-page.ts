import type { ClientCommandIn, KnownRowsIn, PublicFieldsIn } from "../../shared/kit/index.ts";
import type { GameView, NumberColumns } from "./view.ts";

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
  /** On release of a pressed key, also where the page loses the keyboard: the command; null: none. Default: none. */
  release?(view: GameView<R>): ClientCommandIn<R> | null;
}

/** A button that does something, at the lower edge of the picture. */
export interface PageButton<R> {
  readonly label: string;
  readonly command: ClientCommandIn<R>;
}

/**
 * Columns of a table whose rows would else jump. When a patch brings another place of a continued row than was shown, as of a
 * player that turned, it is drawn where it was and goes over to where it is within the next tenths of a second. Rows of other
 * tables are drawn on their way from each patch to the next, one patch late.
 */
export type BlendRule<R> = {
  [T in keyof KnownRowsIn<R> & string]: {
    readonly table: T;
    /** Together one place, or one angle. */
    readonly columns: readonly NumberColumns<KnownRowsIn<R>[T]>[];
    /** Larger corrections are shown at once, as of a player that starts anew. In units of the columns. */
    readonly maxUnits: number;
    /** For columns that go round, as angles and places on a torus do: how many units once around. Default: they do not. */
    readonly circle?: (world: PublicFieldsIn<R>) => number;
  };
}[keyof KnownRowsIn<R> & string];

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
  /** A player's score, in the page's list of players. Default: they are listed by seat. */
  score?(view: GameView<R>, seat: number): number;
  /** A player's colour in the picture, for the same list; any CSS colour. */
  colour?(seat: number): string;
  /** A few words behind a player's name, in the same list: cards in hand, "out". */
  note?(view: GameView<R>, seat: number): string;
  /** Whether it is a player's turn, which the same list shows. Default: games have no turns. */
  isTurn?(view: GameView<R>, seat: number): boolean;
  /** A line of text above the picture: whose turn it is, who has won, how long it takes. "": none. */
  headline?(view: GameView<R>): string;
  /** What one may do now, as rows of buttons, for players only. */
  buttons?(view: GameView<R>): readonly (readonly PageButton<R>[])[];
  /** Only {@link draw} is shown rows on their way; commands come from rows as they are. Default: rows jump. */
  readonly blend?: readonly BlendRule<R>[];
  /** A press at a point of the picture, by mouse or finger: the command; null: none. */
  point?(view: GameView<R>, at: PicturePoint, size: PictureSize): ClientCommandIn<R> | null;
  /** A release, wherever it was pressed: the command; null: none. */
  drag?(view: GameView<R>, from: PicturePoint, to: PicturePoint, size: PictureSize): ClientCommandIn<R> | null;
}

/** A page of some rules; say of which, so that its functions have the types of these: `definePage<typeof trails>({ … })`. */
export const definePage = <R>(page: GamePage<R>): GamePage<R> => page;
