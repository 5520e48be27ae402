/**
 * A coarse map of the whole system: which cells of a square grid hold ships. One bit for each cell, seven to a character. The two
 * parts hold every other row. The first character is the number of cells along a side; empty characters at the end are left out.
 */
export interface Chart {
  /** Cells along a side; the grid spans the map's radius in every direction. */
  readonly side: number;
  /** 1 where ships are, by row. */
  readonly cells: Uint8Array;
}

export const CHART_SIDE = 24;
const BITS = 7;

export function newChart(): Chart {
  return { side: CHART_SIDE, cells: new Uint8Array(CHART_SIDE * CHART_SIDE) };
}

/** The even rows are one text, the odd rows another. */
export const CHART_PARTS = [0, 1] as const;
export type ChartPart = (typeof CHART_PARTS)[number];

/** Index in the grid of a part's cell, which is counted along the part's rows. */
const cellOf = (side: number, part: ChartPart, at: number): number =>
  (CHART_PARTS.length * Math.floor(at / side) + part) * side + (at % side);

export function encodeChart({ side, cells }: Chart, part: ChartPart): string {
  const codes: number[] = [side];
  let length = 1;
  for (let at = 0; cellOf(side, part, at) < cells.length; at += BITS) {
    let code = 0;
    for (let bit = 0; bit < BITS; bit++) code |= (cells[cellOf(side, part, at + bit)] ?? 0) << bit;
    codes.push(code);
    if (code !== 0) length = codes.length;
  }
  return String.fromCharCode(...codes.slice(0, length));
}

/** Fills one part of a chart; cells without text are empty. Returns false, with an empty part, if the text has another side. */
export function decodeChart(text: string, part: ChartPart, { side, cells }: Chart): boolean {
  for (let at = 0; cellOf(side, part, at) < cells.length; at++) cells[cellOf(side, part, at)] = 0;
  if (text.length === 0 || text.charCodeAt(0) !== side) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    for (let bit = 0; bit < BITS; bit++) {
      const cell = cellOf(side, part, (i - 1) * BITS + bit);
      if (code & (1 << bit) && cell < cells.length) cells[cell] = 1;
    }
  }
  return true;
}
