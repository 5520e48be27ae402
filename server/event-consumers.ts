import { type FindLobby, lobbyBridge } from "./games/lobby/bridge/index.ts";
import type { Registry } from "./ops/metrics.ts";
import type { Consumer } from "./outbox/index.ts";
import { nameKey } from "./platform/identity/name.ts";
import { leagueConsumer } from "./platform/league/index.ts";
import type { NameLookup } from "./platform/names/pilot-names.ts";
import { arenaNotifications, lobbyNotifications, notificationMetrics } from "./platform/notifications/index.ts";
import { sanctionsConsumer } from "./platform/sanctions/index.ts";
import type { Store } from "./platform/store/port.ts";

export interface EventConsumersHost {
  readonly registry: Registry;
  readonly store: Store;
  readonly lobby: FindLobby;
  readonly names: NameLookup;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** See `Identity`. */
  readonly sanctioned: (player: number) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** The consumers of the events of matches and of the lobby. */
export function eventConsumers(host: EventConsumersHost): { readonly arena: Consumer[]; readonly lobby: Consumer[] } {
  const noticeHost = { ...host, metrics: notificationMetrics(host.registry) };
  return {
    arena: [lobbyBridge(host.lobby, host.names), leagueConsumer(noticeHost), arenaNotifications(noticeHost)],
    lobby: [lobbyNotifications({ ...noticeHost, nameKey }), sanctionsConsumer(host)],
  };
}
