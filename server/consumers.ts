import { nameKey } from "./identity/name.ts";
import { leagueConsumer } from "./league/index.ts";
import { type FindLobby, lobbyBridge } from "./lobby-bridge/index.ts";
import type { FindNames } from "./names/pilot-names.ts";
import { arenaNotices, lobbyNotices, noticeMetrics } from "./notices/index.ts";
import type { Registry } from "./ops/metrics.ts";
import type { Consumer } from "./outbox/index.ts";
import { sanctionsConsumer } from "./sanctions/index.ts";
import type { Store } from "./store/port.ts";

export interface ConsumersHost {
  readonly registry: Registry;
  readonly store: Store;
  readonly lobby: FindLobby;
  readonly names: FindNames;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** See `Identity`. */
  readonly sanctioned: (player: number) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** The consumers of the events of matches and of the lobby. */
export function consumersOf(host: ConsumersHost): { readonly arena: Consumer[]; readonly lobby: Consumer[] } {
  const noticeHost = { ...host, metrics: noticeMetrics(host.registry) };
  return {
    arena: [lobbyBridge(host.lobby, host.names), leagueConsumer(noticeHost), arenaNotices(noticeHost)],
    lobby: [lobbyNotices({ ...noticeHost, nameKey }), sanctionsConsumer(host)],
  };
}
