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

/** How often the store gives up what is past its time. */
const PRUNE_MS = 3_600_000;
/** How often it is tried again to have others forget who is gone. */
const ERASE_MS = 10_000;

export interface PeoplePorts {
  readonly lobby: FindLobby;
  readonly replayOf: RouteParts["replayOf"];
  /** A player is gone, from the store, too. */
  readonly gone: () => void;
}

/** Those who play here: what is known of them, and who they are. */
export interface People {
  readonly store: Store;
  readonly identity: Identity;
  /** Of people in matches. */
  readonly names: PilotNames;
  /** A sanction was written to the store. */
  sanctioned(player: number): Promise<void>;
}

/** @param closing closes it, too. Rejects with `StoreError` when the store cannot be had. */
export async function openPeople(base: Base, ports: PeoplePorts, closing: AsyncDisposableStack): Promise<People> {
  const { registry, report, wallMs } = base;
  const { databaseUrl, operator, allowedOrigins, publicAddress } = base.config;
  const metrics = identityMetrics(registry);
  const inside = () => sqlite(base.file("store") ?? ":memory:");
  const database = databaseUrl === null ? inside() : postgres(databaseUrl, report);
  const opened = await openStore(database, { pruned: metrics.pruned, wallMs });
  closing.defer(() => opened.close());
  const names = new PilotNames({ store: opened, wallMs, report, dropped: () => metrics.pruned("pilots", 1) });
  closing.defer(() => names.close());
  const store = forgetting(opened, names, ports.gone);
  const prune = async () => {
    await store.prune(wallMs());
    // Rooms of other processes are in a database that they share, and not in this one's journals.
    if (databaseUrl === null) await pruneNames(store, base.journals, names).catch(report);
  };
  await prune();
  const pruning = setInterval(() => void prune().catch(report), PRUNE_MS);
  pruning.unref();
  closing.defer(() => clearInterval(pruning));
  const discardAsides = (players: ReadonlySet<number>) => discardLobbies(players, base);
  const erasures = new Erasures({ store, lobby: ports.lobby, discardAsides });
  const erasing = setInterval(() => void erasures.deliver().catch(report), ERASE_MS);
  erasing.unref();
  closing.defer(() => clearInterval(erasing));
  const identity = await openIdentity({
    ...{ store, metrics, registry, operator, allowedOrigins, report, wallMs },
    ...{ secrets: base.secrets, now: base.now, tell: base.tell, budgets: base.budgets },
    ...{ replayOf: ports.replayOf, readRows: base.readRows },
    ...{ publicAddress, linesOf: linesIn(ports.lobby) },
    basePath: basePathOf(base.config),
    forgotten: () => erasures.deliver(),
    // Whoever plays goes on; in the lobby it counts at once who somebody is, and what they may.
    signedOut: (player) => void send(player, CLOSE.signedOut, "lobby").catch(report),
  });
  return {
    ...{ store, identity, names },
    async sanctioned(player) {
      if (await identity.sanctioned(player)) await send(player, CLOSE.banned);
    },
  };
}

/** A player who goes is named nowhere any more, nor by whatever was under way. */
function forgetting(store: Store, names: PilotNames, gone: () => void): Store {
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
function send(player: number, row: CloseRow, room?: string): Promise<void> {
  return sendAway((join) => (join as { readonly player?: unknown }).player === player, row, room);
}
