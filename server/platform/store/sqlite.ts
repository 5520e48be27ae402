import { Database, type SQLQueryBindings } from "bun:sqlite";
import { CompiledQuery, SqliteAdapter, SqliteDialect, type SqliteStatement } from "kysely";
import { createPrivateFile } from "../../storage/inventory.ts";
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
    // The file holds password hashes.
    if (path !== ":memory:") createPrivateFile(path);
    db = new Database(path, { create: true, readwrite: true });
    // Do not wait inside SQLite: that would block the ticks.
    db.run("PRAGMA busy_timeout = 0");
    db.run("PRAGMA journal_mode = WAL");
    // NORMAL survives `kill -9`; FULL would wait for the disk on the thread that ticks.
    db.run("PRAGMA synchronous = NORMAL");
    db.run("PRAGMA foreign_keys = ON");
    // Overwrite deleted data.
    db.run("PRAGMA secure_delete = ON");
  } catch (error) {
    throw storeError(error);
  }
  const compiled = new Map<string, SqliteStatement>();
  return {
    close() {
      compiled.clear();
      db.close();
    },
    prepare(sql: string): SqliteStatement {
      let statement = compiled.get(sql);
      if (statement === undefined) {
        if (compiled.size >= STATEMENTS) compiled.clear();
        statement = prepare(db, sql);
        compiled.set(sql, statement);
      }
      return statement;
    },
  };
}

function prepare(db: Database, sql: string): SqliteStatement {
  const statement = db.prepare<unknown, SQLQueryBindings[]>(sql);
  const bound = (parameters: readonly unknown[]) => parameters as SQLQueryBindings[];
  return {
    reader: statement.columnNames.length > 0,
    all: (parameters) => statement.all(...bound(parameters)),
    run: (parameters) => statement.run(...bound(parameters)),
    iterate: (parameters) => statement.iterate(...bound(parameters)),
  };
}

function read(error: unknown): Error {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const table = /^UNIQUE constraint failed: (\w+)\./.exec(String(message))?.[1];
  return String(code).startsWith("SQLITE_CONSTRAINT") && table !== undefined
    ? uniqueViolationIn(table)
    : storeError(error);
}
