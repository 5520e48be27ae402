/** Draws in world px around the frame's centre. */
export type Draw = (pen: CanvasRenderingContext2D) => void;

/** A picture made of named frames. */
export interface Sheet {
  /**
   * Paints a frame.
   *
   * @param width world px
   * @param scale px of the sheet per world px
   * @param inset px of the sheet cut off left and right, for frames that are placed end to end
   */
  paint(name: string, width: number, height: number, scale: number, draw: Draw, inset?: number): void;
}
