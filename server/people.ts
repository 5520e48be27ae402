import { CLOSE, type CloseRow } from "../shared/wire/codes.ts";
import type { Base } from "./base.ts";
import { sendAway } from "./clockwork/send-away.ts";
import { type Identity, identityMetrics, openIdentity } from "./identity/index.ts";
import type { RouteParts } from "./identity/routes/parts.ts";
import type { FindLobby } from "./lobby-bridge/index.ts";
import { openStore, postgres, sqlite } from "./store/index.ts";
import { type Store, StoreError } from "./store/port.ts";

/** How often the store gives up what is past its time. */
const PRUNE_MS = 3_600_000;
/** The service whose word it is that an account is gone. */
const SOURCE = "identity";

export interface PeoplePorts {
  readonly lobby: FindLobby;
  readonly replayOf: RouteParts["replayOf"];
}

/** Those who play here: what is known of them, and who they are. */
export interface People {
  readonly store: Store;
  readonly identity: Identity;
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
  const store = await openStore(database, { pruned: metrics.pruned, wallMs });
  closing.defer(() => store.close());
  await store.prune(wallMs());
  const pruning = setInterval(() => void store.prune(wallMs()).catch(report), PRUNE_MS);
  pruning.unref();
  closing.defer(() => clearInterval(pruning));
  const identity = await openIdentity({
    ...{ store, metrics, registry, operator, allowedOrigins, report, wallMs },
    ...{ secrets: base.secrets, now: base.now, tell: base.tell, budgets: base.budgets },
    ...{ replayOf: ports.replayOf, readRows: base.readRows },
    basePath: /\/.*/.exec(publicAddress ?? "")?.[0] ?? "",
    forgotten: forgetter(ports.lobby, wallMs()),
    // Whoever plays goes on; in the lobby it counts at once who somebody is, and what they may.
    signedOut: (player) => void send(player, CLOSE.signedOut, "lobby").catch(report),
  });
  return {
    ...{ store, identity },
    async sanctioned(player) {
      if (await identity.sanctioned(player)) await send(player, CLOSE.banned);
    },
  };
}

/** @param room name of a room type; default: all */
function send(player: number, row: CloseRow, room?: string): Promise<void> {
  return sendAway((join) => (join as { readonly player?: unknown }).player === player, row, room);
}

/** Has the lobby forget what an account said; resolves once it has. @param sinceMs later than any of a process before */
function forgetter(find: FindLobby, sinceMs: number): (player: number) => Promise<void> {
  let gone = 0;
  return async (player) => {
    const cause = { room: SOURCE, tick: sinceMs, index: gone++ };
    try {
      const lobby = await find();
      await lobby.putFrom({ type: "forget", cause, player });
    } catch (error) {
      throw new StoreError(`the lobby does not forget player ${player} now`, { cause: error });
    }
  };
}
