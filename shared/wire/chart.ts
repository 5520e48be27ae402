/**
 * The whole system in a few bytes: which cells of a square grid hold ships. One bit a cell, seven to a character, rows from
 * the top; a run of empty characters at the end is left out. The first character tells how many cells a side has.
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

export function encodeChart({ side, cells }: Chart): string {
  const codes: number[] = [side];
  let length = 1;
  for (let i = 0; i < cells.length; i += BITS) {
    let code = 0;
    for (let bit = 0; bit < BITS && i + bit < cells.length; bit++) code |= cells[i + bit] << bit;
    codes.push(code);
    if (code !== 0) length = codes.length;
  }
  return String.fromCharCode(...codes.slice(0, length));
}

/** Fills a chart; whatever the text does not tell is empty. Returns false when it is of another kind. */
export function decodeChart(text: string, into: Chart): boolean {
  into.cells.fill(0);
  if (text.length === 0 || text.charCodeAt(0) !== into.side) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    for (let bit = 0; bit < BITS; bit++) {
      const cell = (i - 1) * BITS + bit;
      if (code & (1 << bit) && cell < into.cells.length) into.cells[cell] = 1;
    }
  }
  return true;
}
