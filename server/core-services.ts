import { join } from "node:path";
import { Budgets } from "./budgets/index.ts";
import { systemClock } from "./clock.ts";
import { type Config, DEFAULTS } from "./config.ts";
import { type DataDir, openDataDir } from "./data-dir.ts";
import { FileJournalStore } from "./journal/files/file-journal-store.ts";
import { diskFileSystem } from "./journal/files/file-system.ts";
import type { JournalStore } from "./journal/port.ts";
import { sampleBudgets } from "./ops/budgets.ts";
import { type RoomMetrics, roomMetrics } from "./ops/catalog.ts";
import { Health } from "./ops/health.ts";
import { Log } from "./ops/log.ts";
import { Registry } from "./ops/metrics.ts";
import { type RowReader, rowReader } from "./ops/readable-rows.ts";
import { playersInRecord } from "./runtime/durable-room.ts";
import { SingletonHalts } from "./runtime/singleton-halts.ts";
import { DATA } from "./storage/inventory.ts";
import { Estates, estateFiles } from "./transfers/index.ts";
import { type AddressOf, addressBehindProxies } from "./transport/client-address.ts";
import { type SenderOf, senderResolver } from "./transport/sender.ts";

/** The basic services of one process. */
export interface CoreServices {
  readonly config: Config;
  readonly dataDir: DataDir;
  readonly journals: JournalStore;
  /** Unsettled transfers of rooms that were set aside. */
  readonly estates: Estates;
  readonly registry: Registry;
  readonly rooms: RoomMetrics;
  readonly health: Health;
  /** Singleton rooms that do not run. */
  readonly halts: SingletonHalts;
  /** The first one signs; all of them verify. */
  readonly secrets: readonly (string | Uint8Array)[];
  readonly addressOf: AddressOf;
  /** Rate limits and quotas of senders. */
  readonly budgets: Budgets;
  readonly senderOf: SenderOf;
  /** Reads rows for lists, so that one bad row does not hide the others. */
  readonly readRows: RowReader;
  /** Path of a file in the data folder; null: the folder is not writable. */
  file(name: keyof typeof DATA): string | null;
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Reports an unexpected error. */
  report(error: unknown): void;
  /** Logs a message for the operator. */
  warn(text: string): void;
}

const UNTRUSTED_PROXY_WARNING =
  "X-Forwarded-For is ignored because TRUSTED_PROXIES=0: behind a proxy, all players then count as one sender; " +
  "set TRUSTED_PROXIES to the number of proxies before this server";

/** @param settings override the defaults. Throws `DataDirTaken`. */
export function openCoreServices(settings: Partial<Config>): CoreServices {
  const config = { ...DEFAULTS, ...settings };
  const dataDir = openDataDir(config.dataDir);
  const writable = dataDir.problem === null;
  const registry = new Registry();
  let warned = false;
  const addressOf = addressBehindProxies(config.trustedProxies, () => {
    if (!warned) base.warn(UNTRUSTED_PROXY_WARNING);
    warned = true;
  });
  const watchers = { process: config.spectators, ...config.limits.watchers };
  const budgets = new Budgets({ now: () => systemClock.nowMs(), changes: { ...config.limits, watchers } });
  sampleBudgets(registry, budgets);
  const log = new Log({ level: config.logLevel, now: () => systemClock.nowMs(), registry });
  const estates = new Estates({
    files: estateFiles(diskFileSystem, config.dataDir),
    clock: systemClock,
    report: log.report,
    warn: log.warn,
  });
  const setAside = (roomId: string, move: () => void) => estates.setAside(roomId, move);
  const base: CoreServices = {
    readRows: rowReader(registry, log.report),
    config,
    dataDir,
    registry,
    rooms: roomMetrics(registry),
    health: new Health(),
    halts: new SingletonHalts(log.warn),
    journals: new FileJournalStore(diskFileSystem, config.dataDir, {
      soleOwner: writable,
      setAside,
      playersOf: playersInRecord,
    }),
    estates,
    addressOf,
    budgets,
    senderOf: senderResolver(addressOf, config.loadToken),
    secrets: config.authSecrets.length > 0 ? config.authSecrets : [dataDir.secret()],
    file: (name) => (writable ? join(config.dataDir, DATA[name]) : null),
    now: () => systemClock.nowMs(),
    wallMs: () => Date.now(),
    report: log.report,
    warn: log.warn,
  };
  for (const text of dataDir.tidied) base.warn(text);
  if (!writable) base.warn(`nothing is saved in ${config.dataDir}: ${dataDir.problem}`);
  return base;
}
