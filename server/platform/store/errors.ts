import type { CompiledQuery, DatabaseConnection, Dialect, Driver } from "kysely";
import { StoreError, UniqueViolation } from "./port.ts";

/** Converts a database's error to a {@link UniqueViolation} or a {@link StoreError}. */
export type ErrorTranslator = (error: unknown) => Error;

/** @param table with the duplicate key, from the database's error */
export function uniqueViolationIn(table: string): Error {
  if (table === "nameClaims") return new UniqueViolation("name");
  return table === "players" ? new UniqueViolation("id") : new StoreError(`a key is there twice in ${table}`);
}

export function storeError(error: unknown): StoreError {
  // After several attempts to connect, the message is empty and the code has the cause.
  const { message, code } = error as { message?: unknown; code?: unknown };
  return new StoreError(String(message || code || error), { cause: error });
}

export interface DriverTraits {
  /** Converts an error. */
  readonly read: ErrorTranslator;
  /** The statement that begins a transaction; default: the driver's own. */
  readonly begin?: CompiledQuery;
  /** Whether a statement failed because another process held a lock: it is retried. */
  readonly busy?: (error: unknown) => boolean;
}

/** Wraps a dialect so that its errors become the port's. */
export function withErrorTranslation(dialect: Dialect, manners: DriverTraits): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => faultDriver(dialect.createDriver(), manners),
  };
}

/** Retries while others hold a lock: interval, ms, and number. */
const AGAIN_MS = 5;
const WAIT_MS = 5_000;

function faultDriver(driver: Driver, { read, begin, busy = () => false }: DriverTraits): Driver {
  const wrappers = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const safely = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw read(error);
    }
  };
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += AGAIN_MS) {
      try {
        return await work();
      } catch (error) {
        if (!busy(error)) throw read(error);
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    return safely(work());
  };
  const wrap = (connection: DatabaseConnection): DatabaseConnection => {
    let wrapped = wrappers.get(connection);
    if (wrapped === undefined) {
      wrapped = {
        executeQuery: (query, options) => patiently(() => connection.executeQuery(query, options)),
        streamQuery: (query, chunk, options) => connection.streamQuery(query, chunk, options),
      };
      wrappers.set(connection, wrapped);
      inner.set(wrapped, connection);
    }
    return wrapped;
  };
  const own = (connection: DatabaseConnection) => inner.get(connection) ?? connection;
  return {
    init: (options) => safely(driver.init(options)),
    acquireConnection: async (options) => wrap(await safely(driver.acquireConnection(options))),
    beginTransaction: async (connection, settings) => {
      if (begin === undefined) return safely(driver.beginTransaction(own(connection), settings));
      await connection.executeQuery(begin);
    },
    commitTransaction: (connection) => safely(driver.commitTransaction(own(connection))),
    rollbackTransaction: (connection) => safely(driver.rollbackTransaction(own(connection))),
    releaseConnection: (connection, options) => driver.releaseConnection(own(connection), options),
    destroy: (options) => driver.destroy(options),
  };
}
