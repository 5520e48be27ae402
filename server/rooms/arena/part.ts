import type { MapRules, Near } from "../../replication/replica.ts";
import type { RecordTable } from "../../replication/table.ts";

/** One map of the state, and the function that updates it from the world. */
export interface Part {
  readonly rules: MapRules;
  /** Writes the world's changes to the map's records. */
  write(table: RecordTable): void;
}

/** Interest by position. @param columns read on each access, because longer arrays replace them */
export function placed(
  columns: { readonly x: Int32Array; readonly y: Int32Array },
  rest: Omit<Near, "by" | "x" | "y">,
): Near {
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
