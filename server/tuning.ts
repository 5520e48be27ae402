import type { ArenaConfig } from "../shared/arena/index.ts";
import type { TransportLimits } from "../shared/wire/limits.ts";
import type { Gate } from "./clockwork/person.ts";
import type { BeaconRights } from "./feed/authorize.ts";
import type { PageFile } from "./ops/page.ts";
import type { Consumer } from "./outbox/index.ts";
import type { LobbySettings } from "./rooms/lobby/index.ts";

/** What no environment sets: for embedders, tools and benchmarks. */
export interface Tuning {
  /** What browsers load to play. With it, this version is kept for the matches that outlast it. */
  readonly page?: Promise<readonly PageFile[]>;
  /** Who else is told the events of matches. */
  readonly consumers?: readonly Consumer[];
  /** Who gives tokens of beacons; default: moderators, as the store says. */
  readonly beaconRights?: BeaconRights;
  /** Who else is told the events of the lobby. */
  readonly lobbyConsumers?: readonly Consumer[];
  /** Replaces rows of the arena's settings. */
  readonly arena?: Partial<ArenaConfig>;
  /** Replaces rows of the lobby's settings. */
  readonly lobby?: LobbySettings["config"];
  /** Who knows those that ask for seats. */
  readonly gate?: Gate;
  /** Replaces rows of the transport's limits. */
  readonly limits?: Partial<TransportLimits>;
}
