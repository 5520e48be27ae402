import type { ArenaConfig } from "../shared/games/arena/index.ts";
import type { TransportLimits } from "../shared/wire/limits.ts";
import type { LobbySettings } from "./games/lobby/index.ts";
import type { PageFile } from "./ops/page.ts";
import type { Consumer } from "./outbox/index.ts";
import type { BeaconRights } from "./platform/feed/authorize.ts";
import type { Gate } from "./runtime/person.ts";

/** Settings that no environment variable has: for embedders, tools and benchmarks. */
export interface Tuning {
  /** The page's files. If given, the server keeps this version for matches that outlast it. */
  readonly page?: Promise<readonly PageFile[]>;
  /** Additional consumers of the matches' events. */
  readonly consumers?: readonly Consumer[];
  /** The rights to issue beacon tokens. Default: moderators, from the store. */
  readonly beaconRights?: BeaconRights;
  /** Additional consumers of the lobby's events. */
  readonly lobbyConsumers?: readonly Consumer[];
  /** Overrides settings of the arena. */
  readonly arena?: Partial<ArenaConfig>;
  /** Overrides settings of the lobby. */
  readonly lobby?: LobbySettings["config"];
  /** Identifies callers that ask for seats. */
  readonly gate?: Gate;
  /** Overrides limits of the transport. */
  readonly limits?: Partial<TransportLimits>;
}
