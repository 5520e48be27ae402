import type { GameTable } from "../shared/games.ts";
import type { TransportLimits } from "../shared/wire/limits.ts";
import type { ColyseusRooms } from "./colyseus-rooms/index.ts";
import type { loadGames } from "./games.ts";
import type { PageFile } from "./ops/page.ts";
import type { Consumer } from "./outbox/index.ts";
import type { BeaconRights } from "./platform/feed/authorize.ts";
import type { RoomTypesOptions } from "./releases/room-types.ts";
import type { Gate } from "./runtime/admission.ts";

/** Settings that no environment variable has: for embedders, tools and benchmarks. */
export interface Tuning {
  /** The page's files. If given, the server keeps this version for matches that outlast it. */
  readonly page?: Promise<readonly PageFile[]>;
  /** The table of games. Default: `GAMES`. */
  readonly table?: GameTable;
  /** Loads the games of the table. Default: `loadGames`. */
  readonly loadGames?: typeof loadGames;
  /** @see RoomTypesOptions */
  readonly successor?: RoomTypesOptions["successor"];
  /** Overrides settings of games, by name. */
  readonly games?: { readonly [name: string]: object };
  /** Colyseus room classes beside the games, by name. */
  readonly rooms?: ColyseusRooms;
  /** Additional consumers of games' events, by name of the game. */
  readonly consumers?: { readonly [name: string]: readonly Consumer[] };
  /** The rights to issue beacon tokens. Default: moderators, from the store. */
  readonly beaconRights?: BeaconRights;
  /** Identifies callers that ask for seats. */
  readonly gate?: Gate;
  /** Overrides limits of the transport. */
  readonly limits?: Partial<TransportLimits>;
}
