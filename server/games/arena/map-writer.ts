import type { SpatialInterest } from "../../replication/interest/spatial-interest.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import type { MapRules } from "../../replication/replica.ts";

/** One map of the state, and the function that updates it from the world. */
export interface MapWriter {
  readonly rules: MapRules;
  /** Writes the world's changes to the map's records. */
  write(table: RecordTable): void;
}

/** Interest by position. @param columns read on each access, because longer arrays replace them */
export function interestByPosition(
  columns: { readonly x: Int32Array; readonly y: Int32Array },
  rest: Omit<SpatialInterest, "by" | "x" | "y">,
): SpatialInterest {
  return {
    by: "place",
    get x() {
      return columns.x;
    },
    get y() {
      return columns.y;
    },
    ...rest,
  };
}
