import type { PicturePoint, PictureSize } from "./game-page.ts";

/** A game's field in the middle of a picture, as large as fits. */
export interface Field {
  /** CSS pixels to a unit of the field. */
  readonly pxPerUnit: number;
  /** From here on, the context draws in the field's units from its top left corner, and only within the field. */
  enter(context: CanvasRenderingContext2D): void;
  /** A point of the picture in the field's units, with fractions; outside of the field, beyond its bounds. */
  unitsAt(point: PicturePoint): PicturePoint;
}

/** Fits a field of so many units into a picture. */
export function fitField(widthUnits: number, heightUnits: number, { width, height }: PictureSize): Field {
  const pxPerUnit = Math.min(width / widthUnits, height / heightUnits);
  const left = (width - widthUnits * pxPerUnit) / 2;
  const top = (height - heightUnits * pxPerUnit) / 2;
  return {
    pxPerUnit,
    enter(context) {
      context.translate(left, top);
      context.scale(pxPerUnit, pxPerUnit);
      context.beginPath();
      context.rect(0, 0, widthUnits, heightUnits);
      context.clip();
    },
    unitsAt: ({ x, y }) => ({ x: (x - left) / pxPerUnit, y: (y - top) / pxPerUnit }),
  };
}
