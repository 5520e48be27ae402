import type { Database, SQLQueryBindings } from "bun:sqlite";
import { CompiledQuery, SqliteAdapter, SqliteDialect, type SqliteStatement } from "kysely";
import { openDatabase } from "../../storage/open-database.ts";
import type { Backend } from "./dialect.ts";
import { storeError, uniqueViolationIn, withErrorTranslation } from "./errors.ts";

/** Number of compiled statements in the cache. */
const STATEMENTS = 256;

class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** SQLite in this process. @param path of its file; ":memory:": in memory only */
export function sqlite(path: string): Backend {
  const dialect = new SqliteDialect({ database: async () => open(path) });
  dialect.createAdapter = () => new Adapter();
  return {
    overwrite: CompiledQuery.raw("PRAGMA wal_checkpoint(TRUNCATE)"),
    dialect: withErrorTranslation(dialect, {
      read,
      // A transaction that begins with a read could not write after another process has written.
      begin: CompiledQuery.raw("begin immediate"),
      busy: (error) => String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY"),
    }),
    rowNumber: (table) => table.addColumn("id", "integer", (column) => column.primaryKey().autoIncrement()),
  };
}

function open(path: string) {
  let db: Database;
  try {
    db = openDatabase(path);
    db.run("PRAGMA foreign_keys = ON");
  } catch (error) {
    throw storeError(error);
  }
  const compiled = new Map<string, CompiledStatement>();
  // A statement that is not finalized keeps a closed file open, and locks it at some later time.
  const forgetStatements = () => {
    for (const { finalize } of compiled.values()) finalize();
    compiled.clear();
  };
  return {
    close() {
      forgetStatements();
      db.close();
    },
    prepare(sql: string): SqliteStatement {
      let statement = compiled.get(sql);
      if (statement === undefined) {
        if (compiled.size >= STATEMENTS) forgetStatements();
        statement = prepare(db, sql);
        compiled.set(sql, statement);
      }
      return statement;
    },
  };
}

interface CompiledStatement extends SqliteStatement {
  finalize(): void;
}

function prepare(db: Database, sql: string): CompiledStatement {
  const statement = db.prepare<unknown, SQLQueryBindings[]>(sql);
  const bound = (parameters: readonly unknown[]) => parameters as SQLQueryBindings[];
  return {
    reader: statement.columnNames.length > 0,
    all: (parameters) => statement.all(...bound(parameters)),
    run: (parameters) => statement.run(...bound(parameters)),
    iterate: (parameters) => statement.iterate(...bound(parameters)),
    finalize: () => statement.finalize(),
  };
}

function read(error: unknown): Error {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const table = /^UNIQUE constraint failed: (\w+)\./.exec(String(message))?.[1];
  return String(code).startsWith("SQLITE_CONSTRAINT") && table !== undefined
    ? uniqueViolationIn(table)
    : storeError(error);
}
