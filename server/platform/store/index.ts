import { Kysely } from "kysely";
import { STORE_LIMITS } from "../../../shared/wire/limits.ts";
import type { Backend } from "./dialect.ts";
import { storeError } from "./errors.ts";
import { migrate } from "./migrations/index.ts";
import { type Store, StoreError } from "./port.ts";
import { prune, type ReportPruned, type RetentionLimits } from "./prune.ts";
import type { Tables } from "./schema.ts";
import { WalScrubber } from "./wal-scrubber.ts";
import { consume } from "./work/consume.ts";
import { storeWork } from "./work/index.ts";

export { postgres } from "./postgres.ts";
export { PRUNED, type PrunedTable } from "./prune.ts";
export { sqlite } from "./sqlite.ts";

export interface StoreOptions {
  /** Called with the number of rows that were deleted to keep the limits. */
  readonly pruned: ReportPruned;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Overrides the limits of {@link Store.prune}. */
  readonly limits?: Partial<RetentionLimits>;
}

/** Opens a store and brings its tables up to date. Rejects with {@link StoreError}. */
export async function openStore(backend: Backend, options: StoreOptions): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: backend.dialect });
  let id: string;
  try {
    await migrate(db, backend);
    ({ id } = await db.selectFrom("stores").select("id").executeTakeFirstOrThrow());
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error instanceof StoreError ? error : storeError(error);
  }
  const { overwrite } = backend;
  const overwriting = new WalScrubber(() => {
    if (overwrite !== undefined) db.executeQuery(overwrite).catch(() => undefined);
  });
  const work = storeWork(db, options.pruned, options.wallMs);
  return {
    id,
    ...work,
    async removePlayer(id) {
      await work.removePlayer(id);
      overwriting.schedule();
    },
    transaction: (work) =>
      db.transaction().execute((within) => work(storeWork(within, options.pruned, options.wallMs))),
    consume: (consumer, events, apply) => consume(db, consumer, events, apply, options.wallMs, options.pruned),
    prune: (nowMs) => prune(db, nowMs, { ...STORE_LIMITS, ...options.limits }, options.pruned),
    close() {
      overwriting.close();
      return db.destroy();
    },
  };
}
