import type { CompiledQuery, CreateTableBuilder, Dialect } from "kysely";

/** All in which the back ends differ, seen from the rest of the store. */
export interface Backend {
  readonly dialect: Dialect;
  /** Takes what was deleted out of what the back end itself keeps beside its tables; undefined: nothing can be done. */
  readonly overwrite?: CompiledQuery;
  /** Adds column `id`, which numbers rows as they come. */
  rowNumber<Table extends string, Columns extends string>(
    table: CreateTableBuilder<Table, Columns>,
  ): CreateTableBuilder<Table, Columns | "id">;
}
