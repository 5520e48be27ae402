import { PostgresDialect } from "kysely";
import { Pool, types } from "pg";
import type { Backend } from "./dialect.ts";
import { storeError, uniqueViolationIn, withErrorTranslation } from "./errors.ts";

const CONNECTIONS = 8;
/** Timeouts of a connection, and of a statement or lock, ms. */
const CONNECT_MS = 5_000;
const STATEMENT_MS = 15_000;
const UNIQUE_VIOLATION = "23505";

/** Type ids of 64-bit integers and of their sums; no number here exceeds 2⁵³. */
const AS_NUMBER: readonly number[] = [20, 1700];

/** @param url postgres://… @param report called when a connection breaks */
export function postgres(url: string, report: (error: unknown) => void): Backend {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        AS_NUMBER.includes(oid) ? Number : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
    },
  });
  // A connection may break while idle, which the pool also reports, or while in use; an unhandled event would end the
  // process.
  pool.on("connect", (client) => void client.on("error", report));
  pool.on("error", () => {});
  return {
    dialect: withErrorTranslation(new PostgresDialect({ pool }), { read }),
    rowNumber: (table) => table.addColumn("id", "bigint", (column) => column.primaryKey().generatedAlwaysAsIdentity()),
  };
}

function read(error: unknown): Error {
  const { code, table } = error as { code?: unknown; table?: unknown };
  return code === UNIQUE_VIOLATION ? uniqueViolationIn(String(table)) : storeError(error);
}
