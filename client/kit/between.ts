import type { KnownRowsIn } from "../../shared/kit/index.ts";
import type { GameView, NumberColumns, RowView } from "./view.ts";

/** A value between two ticks. @param share of the way from `a` to `b`, 0–1 */
export function between(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** The same on a circle of so many units, the shorter way round: from 0 up to `size`. */
export function betweenWrapped(a: number, b: number, share: number, size: number): number {
  const way = b - a - size * Math.round((b - a) / size);
  const at = (a + way * share) % size;
  return at < 0 ? at + size : at;
}

/**
 * A table's rows at the displayed moment, between two ticks: for drawing, as numbers of these columns have fractions.
 *
 * @param circle for columns that go round, as places on a torus do: how many units once around. Default: they do not
 */
export function rowsBetween<R, T extends keyof KnownRowsIn<R>>(
  view: GameView<R>,
  table: T,
  columns: readonly NumberColumns<KnownRowsIn<R>[T]>[],
  circle?: number,
): readonly RowView<R, T>[] {
  const share = view.tick % 1;
  const at = (a: number, b: number) =>
    circle === undefined ? between(a, b, share) : betweenWrapped(a, b, share, circle);
  return view.rows[table].map((row) => {
    const next = view.next(table, row.id) ?? row;
    const numbers = (of: RowView<R, T>, column: string) => (of as Readonly<Record<string, number>>)[column];
    const places = columns.map((column) => [column, at(numbers(row, column), numbers(next, column))] as const);
    return { ...row, ...Object.fromEntries(places) };
  });
}
