import type { Registry } from "./metrics.ts";

/** Lists of which one bad row must not hide the others. */
const LISTS = ["rounds", "matches", "inbox", "beacons", "beaconTokens"] as const;
export type RowList = (typeof LISTS)[number];

/** Reads rows that may be damaged, or be of a version that is not understood. */
export interface RowReader {
  /** One row; null: it cannot be read, which is counted and reported. */
  row<Row>(list: RowList, read: () => Row): Row | null;
  /** Those rows that can be read. */
  rows<Raw, Row>(list: RowList, raw: readonly Raw[], read: (row: Raw) => Row): Row[];
  /** A row could not be read. */
  unreadable(list: RowList, error: unknown): void;
}

/** @param report told of every row; says the same again only once in a while */
export function rowReader(registry: Registry, report: (error: unknown) => void): RowReader {
  const counters = registry.counters(
    "orrery_rows_unreadable_total",
    "Rows that were left out of a list because they could not be read.",
    "list",
    LISTS,
  );
  return readerOf((list, error) => {
    counters[list].add();
    report(new Error(`a row of ${list} cannot be read and is left out`, { cause: error }));
  });
}

export function readerOf(unreadable: RowReader["unreadable"]): RowReader {
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
