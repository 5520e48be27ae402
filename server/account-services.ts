import { CLOSE } from "../shared/wire/codes.ts";
import { kickPlayer } from "./colyseus/matchmaking.ts";
import { basePathOf } from "./config.ts";
import type { CoreServices } from "./core-services.ts";
import { type Community, ErasureDelivery } from "./platform/community/index.ts";
import { type Identity, identityMetrics, openIdentity } from "./platform/identity/index.ts";
import type { RoutesOptions } from "./platform/identity/routes/parts.ts";
import { PilotNames } from "./platform/names/pilot-names.ts";
import { pruneNames } from "./platform/names/prune.ts";
import { openStore, postgres, sqlite } from "./platform/store/index.ts";
import type { Store } from "./platform/store/port.ts";

/** Interval of pruning expired rows, ms. */
const PRUNE_MS = 3_600_000;
/** Interval of retries to erase deleted players in other stores, ms. */
const ERASE_MS = 10_000;

export interface AccountServicesOptions {
  readonly community: Community;
  /** Name of the room type that players who sign out must leave at once; null: none. */
  readonly communityRoom: string | null;
  readonly replayOf: RoutesOptions["replayOf"];
  readonly leagueGames: RoutesOptions["leagueGames"];
  /** Called after a player was deleted from the store. */
  readonly playerDeleted: () => void;
}

/** The services about players: the store, their identity and their names. */
export interface AccountServices {
  readonly store: Store;
  readonly identity: Identity;
  /** Names of players in matches. */
  readonly names: PilotNames;
  /** Applies a sanction that was written to the store. */
  sanctioned(player: number): Promise<void>;
}

/** @param closing gets what must be closed. Rejects with `StoreError` if the store cannot be opened. */
export async function openAccountServices(
  base: CoreServices,
  options: AccountServicesOptions,
  closing: AsyncDisposableStack,
): Promise<AccountServices> {
  const { registry, report, wallMs } = base;
  const { databaseUrl, operator, allowedOrigins, publicAddress } = base.config;
  const metrics = identityMetrics(registry);
  const embedded = () => sqlite(base.file("store") ?? ":memory:");
  const database = databaseUrl === null ? embedded() : postgres(databaseUrl, report);
  const baseStore = await openStore(database, { pruned: metrics.pruned, wallMs });
  closing.defer(() => baseStore.close());
  const names = new PilotNames({ store: baseStore, wallMs, report, dropped: () => metrics.pruned("pilots", 1) });
  closing.defer(() => names.close());
  const store = withErasure(baseStore, names, options.playerDeleted);
  const prune = async () => {
    await store.prune(wallMs());
    // In a shared database, names may belong to rooms of other processes, whose journals are not here.
    if (databaseUrl === null) await pruneNames(store, base.journals, names).catch(report);
  };
  await prune();
  const pruneTimer = setInterval(() => void prune().catch(report), PRUNE_MS);
  pruneTimer.unref();
  closing.defer(() => clearInterval(pruneTimer));
  const { community, communityRoom } = options;
  const erasures = new ErasureDelivery({ store, community });
  const eraseTimer = setInterval(() => void erasures.deliver().catch(report), ERASE_MS);
  eraseTimer.unref();
  closing.defer(() => clearInterval(eraseTimer));
  const identity = await openIdentity({
    store,
    metrics,
    registry,
    operator,
    allowedOrigins,
    report,
    wallMs,
    secrets: base.secrets,
    now: base.now,
    warn: base.warn,
    budgets: base.budgets,
    replayOf: options.replayOf,
    leagueGames: options.leagueGames,
    readRows: base.readRows,
    publicAddress,
    linesOf: (player) => community.messagesOf(player),
    basePath: basePathOf(base.config),
    onDeleted: () => erasures.deliver(),
    // A match goes on without sign-in; the community must notice identity and rights at once.
    signedOut(player) {
      if (communityRoom !== null) void kickPlayer(player, CLOSE.signedOut, communityRoom).catch(report);
    },
  });
  return {
    store,
    identity,
    names,
    async sanctioned(player) {
      if (await identity.sanctioned(player)) await kickPlayer(player, CLOSE.banned);
    },
  };
}

/** Wraps a store so that deleting a player erases the name everywhere, including from work in progress. */
function withErasure(store: Store, names: PilotNames, gone: () => void): Store {
  return {
    ...store,
    async removePlayer(id) {
      await names.erase(id);
      await store.removePlayer(id);
      await names.erase(id);
      gone();
    },
  };
}
