import type { CreateTableBuilder, Dialect } from "kysely";

/** All in which the back ends differ, seen from the rest of the store. */
export interface Backend {
  readonly dialect: Dialect;
  /** Adds column `id`, which numbers rows as they come. */
  rowNumber<Table extends string, Columns extends string>(
    table: CreateTableBuilder<Table, Columns>,
  ): CreateTableBuilder<Table, Columns | "id">;
}
