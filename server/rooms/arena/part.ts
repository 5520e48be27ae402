import type { MapRules, Near } from "../../replication/replica.ts";
import type { RecordTable } from "../../replication/table.ts";

/** One map of the state, and how it follows the world. */
export interface Part {
  readonly rules: MapRules;
  /** Writes what is new in the world, to the map's records. */
  write(table: RecordTable): void;
}

/** Objects told by their places. @param columns asked each time, as longer arrays take their place */
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
