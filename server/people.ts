import { CLOSE, type CloseRow } from "../shared/wire/codes.ts";
import type { Base } from "./base.ts";
import { sendAway } from "./clockwork/send-away.ts";
import { basePathOf } from "./config.ts";
import { type Identity, identityMetrics, openIdentity } from "./identity/index.ts";
import type { RouteParts } from "./identity/routes/parts.ts";
import { discardLobbies, Erasures, type FindLobby, linesIn } from "./lobby-bridge/index.ts";
import { PilotNames } from "./names/pilot-names.ts";
import { pruneNames } from "./names/prune.ts";
import { openStore, postgres, sqlite } from "./store/index.ts";
import type { Store } from "./store/port.ts";

/** Interval of pruning expired rows, ms. */
const PRUNE_MS = 3_600_000;
/** Interval of retries to erase deleted players in other stores, ms. */
const ERASE_MS = 10_000;

export interface PeoplePorts {
  readonly lobby: FindLobby;
  readonly replayOf: RouteParts["replayOf"];
  /** Called after a player was deleted from the store. */
  readonly gone: () => void;
}

/** The services about players: the store, their identity and their names. */
export interface People {
  readonly store: Store;
  readonly identity: Identity;
  /** Names of players in matches. */
  readonly names: PilotNames;
  /** Applies a sanction that was written to the store. */
  sanctioned(player: number): Promise<void>;
}

/** @param closing gets what must be closed. Rejects with `StoreError` if the store cannot be opened. */
export async function openPeople(base: Base, ports: PeoplePorts, closing: AsyncDisposableStack): Promise<People> {
  const { registry, report, wallMs } = base;
  const { databaseUrl, operator, allowedOrigins, publicAddress } = base.config;
  const metrics = identityMetrics(registry);
  const embedded = () => sqlite(base.file("store") ?? ":memory:");
  const database = databaseUrl === null ? embedded() : postgres(databaseUrl, report);
  const baseStore = await openStore(database, { pruned: metrics.pruned, wallMs });
  closing.defer(() => baseStore.close());
  const names = new PilotNames({ store: baseStore, wallMs, report, dropped: () => metrics.pruned("pilots", 1) });
  closing.defer(() => names.close());
  const store = withErasure(baseStore, names, ports.gone);
  const prune = async () => {
    await store.prune(wallMs());
    // In a shared database, names may belong to rooms of other processes, whose journals are not here.
    if (databaseUrl === null) await pruneNames(store, base.journals, names).catch(report);
  };
  await prune();
  const pruneTimer = setInterval(() => void prune().catch(report), PRUNE_MS);
  pruneTimer.unref();
  closing.defer(() => clearInterval(pruneTimer));
  const discardAsides = (players: ReadonlySet<number>) => discardLobbies(players, base);
  const erasures = new Erasures({ store, lobby: ports.lobby, discardAsides });
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
    tell: base.tell,
    budgets: base.budgets,
    replayOf: ports.replayOf,
    readRows: base.readRows,
    publicAddress,
    linesOf: linesIn(ports.lobby),
    basePath: basePathOf(base.config),
    forgotten: () => erasures.deliver(),
    // A match goes on without sign-in; the lobby must notice identity and rights at once.
    signedOut: (player) => void disconnectPlayer(player, CLOSE.signedOut, "lobby").catch(report),
  });
  return {
    store,
    identity,
    names,
    async sanctioned(player) {
      if (await identity.sanctioned(player)) await disconnectPlayer(player, CLOSE.banned);
    },
  };
}

/** Wraps a store so that deleting a player erases the name everywhere, including from work in progress. */
function withErasure(store: Store, names: PilotNames, gone: () => void): Store {
  return {
    ...store,
    async removePlayer(id) {
      await names.forget(id);
      await store.removePlayer(id);
      await names.forget(id);
      gone();
    },
  };
}

/** @param room name of a room type; default: all */
function disconnectPlayer(player: number, row: CloseRow, room?: string): Promise<void> {
  return sendAway((join) => (join as { readonly player?: unknown }).player === player, row, room);
}
