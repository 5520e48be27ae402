/** A game of the kit's rules as a client has it: model, views, pages and pilots. */

export { between, betweenWrapped, rowsBetween } from "./between.ts";
export { drawBox, drawDisc, drawLine, drawRing, drawShape, drawText } from "./drawing.ts";
export { type Field, fitField } from "./field.ts";
export {
  type BlendRule,
  definePage,
  type GamePage,
  type PageButton,
  type PageKey,
  type PicturePoint,
  type PicturePointer,
  type PictureSize,
} from "./game-page.ts";
export { definePilots, type GamePilots } from "./game-pilots.ts";
export { GameModel, type GameModelOptions } from "./model.ts";
export type { GameView, Pilot, RowsView, RowView, SeatView } from "./view.ts";
export { viewOfWorld, type WorldViewOptions } from "./world-view.ts";
