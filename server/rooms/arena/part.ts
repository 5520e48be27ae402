import type { MapRules } from "../../replication/replica.ts";
import type { RecordTable } from "../../replication/table.ts";

/** One map of the state, and how it follows the world. */
export interface Part {
  readonly rules: MapRules;
  /** Writes what is new in the world, to the map's records. */
  write(table: RecordTable): void;
}
