import { type AnyRules, asAnyRules, type Rules, withVersion } from "../../shared/kit/index.ts";
import type { GameSettings } from "../game-settings.ts";
import type { KitRules, ServerGame } from "../games.ts";
import type { ReleaseHost } from "../releases/release.ts";
import { asAnyRoomDefinition } from "../runtime/room-definition.ts";
import { KIT_MATCH_EVENTS } from "./match-events.ts";
import { type AnyKitMachine, anyKitRoom, type KitOptionsOf } from "./room.ts";
import { kitSummary } from "./summary.ts";

/** A {@link ServerGame} of the kit. Its releases run it without the rest of the server. */
export interface KitGame extends ServerGame {
  readonly kit: KitRules;
  define(host: ReleaseHost & { readonly settings?: object }): ReturnType<ServerGame["define"]>;
}

type KitGameOptions<M> = KitOptionsOf<M> & {
  /** Environment variables that set fields of the config. */
  readonly settings?: GameSettings;
};

/**
 * A game whose rules come from the kit, for the server: the default export of the `server.ts` in its folder. Matches outlast
 * a change of the rules, finished rounds list their players, and the platform learns who plays, their scores and results.
 *
 * @param options of its rooms. Default: one round for the whole room, and seats held as long as the server holds them
 */
export function kitGame<W, E, C, K>(
  rules: Rules<W, E, C, K>,
  options: KitGameOptions<Rules<W, E, C, K>["machine"]> = {} as KitGameOptions<Rules<W, E, C, K>["machine"]>,
): KitGame {
  return anyKitGame(asAnyRules(rules), options as KitGameOptions<AnyKitMachine>);
}

function anyKitGame(rules: AnyRules, options: KitGameOptions<AnyKitMachine>): KitGame {
  return {
    ...(options.settings && { settings: options.settings }),
    define({ seatHoldS, settings = {} }) {
      const config = { ...options.config, ...settings };
      return asAnyRoomDefinition(anyKitRoom(rules, { seatHoldS, ...options, config }));
    },
    release: "server.ts",
    summarize: kitSummary(rules, options),
    matches: () => ({ events: KIT_MATCH_EVENTS }),
    kit: { rules, withVersion: (version) => anyKitGame(withVersion(rules, version), options) },
  };
}
