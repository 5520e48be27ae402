import type { Registry } from "./metrics.ts";

/** Lists in which one bad row must not hide the others. */
const LISTS = ["rounds", "matches", "inbox", "beacons", "beaconTokens"] as const;
export type RowList = (typeof LISTS)[number];

/** Reads rows that may be damaged or of an unknown version. */
export interface RowReader {
  /** Reads one row; null: unreadable, which is counted and reported. */
  row<Row>(list: RowList, read: () => Row): Row | null;
  /** Reads rows and skips unreadable ones. */
  rows<Raw, Row>(list: RowList, raw: readonly Raw[], read: (row: Raw) => Row): Row[];
  /** Counts and reports an unreadable row. */
  unreadable(list: RowList, error: unknown): void;
}

/** @param report called for every unreadable row; must limit repetitions */
export function rowReader(registry: Registry, report: (error: unknown) => void): RowReader {
  const counters = registry.counters(
    "orrery_rows_unreadable_total",
    "Rows skipped in a list because they could not be read.",
    "list",
    LISTS,
  );
  return rowReaderWith((list, error) => {
    counters[list].add();
    report(new Error(`a row of ${list} cannot be read and is skipped`, { cause: error }));
  });
}

export function rowReaderWith(unreadable: RowReader["unreadable"]): RowReader {
  const reader: RowReader = {
    unreadable,
    row(list, read) {
      try {
        return read();
      } catch (error) {
        unreadable(list, error);
        return null;
      }
    },
    rows: (list, raw, read) => raw.flatMap((row) => reader.row(list, () => [read(row)]) ?? []),
  };
  return reader;
}
