import { join } from "node:path";
import { Budgets } from "./budgets/index.ts";
import { systemClock } from "./clockwork/clock.ts";
import { playersOf } from "./clockwork/room-record.ts";
import { type Config, DEFAULTS } from "./config.ts";
import { type DataDir, openDataDir } from "./data-dir.ts";
import { diskFiles } from "./journal/files.ts";
import type { JournalStore } from "./journal/port.ts";
import { FileJournalStore } from "./journal/store.ts";
import { sampleBudgets } from "./ops/budgets.ts";
import { type RoomMetrics, roomMetrics } from "./ops/catalog.ts";
import { Health } from "./ops/health.ts";
import { Log } from "./ops/log.ts";
import { Registry } from "./ops/metrics.ts";
import { type RowReader, rowReader } from "./ops/readable-rows.ts";
import { DATA } from "./storage/inventory.ts";
import { type AddressOf, addressBefore } from "./transport/client-address.ts";
import { type SenderOf, senderBy } from "./transport/sender.ts";

/** What everything in one process stands on. */
export interface Base {
  readonly config: Config;
  readonly dataDir: DataDir;
  readonly journals: JournalStore;
  readonly registry: Registry;
  readonly rooms: RoomMetrics;
  readonly health: Health;
  /** The first signs, all are good. */
  readonly secrets: readonly (string | Uint8Array)[];
  readonly addressOf: AddressOf;
  /** What senders may do and have. */
  readonly budgets: Budgets;
  readonly senderOf: SenderOf;
  /** For lists of which one bad row must not hide the others. */
  readonly readRows: RowReader;
  /** Path of a file in the data folder; null: nothing is kept there. */
  file(name: keyof typeof DATA): string | null;
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Something threw that should not have. */
  report(error: unknown): void;
  /** A word for whoever runs the server. */
  tell(text: string): void;
}

const BEHIND_PROXY =
  "X-Forwarded-For came and is not looked at, as TRUSTED_PROXIES=0: if there are proxies before this server, everyone behind " +
  "them counts as one sender; set TRUSTED_PROXIES to how many there are";

/** @param settings replaces rows of the defaults. Throws `DataDirTaken`. */
export function openBase(settings: Partial<Config>): Base {
  const config = { ...DEFAULTS, ...settings };
  const dataDir = openDataDir(config.dataDir);
  const kept = dataDir.problem === null;
  const registry = new Registry();
  let warned = false;
  const addressOf = addressBefore(config.trustedProxies, () => {
    if (!warned) base.tell(BEHIND_PROXY);
    warned = true;
  });
  const watchers = { process: config.spectators, ...config.limits.watchers };
  const budgets = new Budgets({ now: () => systemClock.nowMs(), changes: { ...config.limits, watchers } });
  sampleBudgets(registry, budgets);
  const log = new Log({ level: config.logLevel, now: () => systemClock.nowMs(), registry });
  const base: Base = {
    readRows: rowReader(registry, log.report),
    ...{ config, dataDir, registry, rooms: roomMetrics(registry), health: new Health() },
    journals: new FileJournalStore(diskFiles, config.dataDir, { soleOwner: kept, playersOf }),
    addressOf,
    budgets,
    senderOf: senderBy(addressOf, config.loadToken),
    secrets: config.authSecrets.length > 0 ? config.authSecrets : [dataDir.secret()],
    file: (name) => (kept ? join(config.dataDir, DATA[name]) : null),
    now: () => systemClock.nowMs(),
    wallMs: () => Date.now(),
    report: log.report,
    tell: log.warn,
  };
  for (const text of dataDir.tidied) base.tell(text);
  if (!kept) base.tell(`nothing is kept in ${config.dataDir}: ${dataDir.problem}`);
  return base;
}
