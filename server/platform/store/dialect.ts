import type { CompiledQuery, CreateTableBuilder, Dialect } from "kysely";

/** The differences between the databases, as far as the rest of the store sees them. */
export interface Backend {
  readonly dialect: Dialect;
  /** Removes deleted data from what the database keeps beside its tables; undefined: it cannot. */
  readonly overwrite?: CompiledQuery;
  /** Adds the column `id`, which numbers rows in order of insertion. */
  rowNumber<Table extends string, Columns extends string>(
    table: CreateTableBuilder<Table, Columns>,
  ): CreateTableBuilder<Table, Columns | "id">;
}
