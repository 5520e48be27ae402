import { asAnyRules, type Rules } from "../../shared/kit/index.ts";
import type { ServerGame } from "../games.ts";
import type { ReleaseHost } from "../releases/release.ts";
import { asAnyRoomDefinition } from "../runtime/room-definition.ts";
import { KIT_MATCH_EVENTS } from "./match-events.ts";
import { type AnyKitMachine, anyKitRoom, type KitOptionsOf } from "./room.ts";
import { kitSummary } from "./summary.ts";

/** A {@link ServerGame} of the kit. Its releases run it without the rest of the server. */
export interface KitGame extends ServerGame {
  define(host: ReleaseHost & { readonly settings?: object }): ReturnType<ServerGame["define"]>;
}

/**
 * A game whose rules come from the kit, for the server: the default export of the `server.ts` in its folder. Matches outlast
 * a change of the rules, finished rounds list their players, and the platform learns who plays, their scores and results.
 *
 * @param options of its rooms. Default: one round for the whole room, and seats held as long as the server holds them
 */
export function kitGame<W, E, C, K>(
  rules: Rules<W, E, C, K>,
  options: KitOptionsOf<Rules<W, E, C, K>["machine"]> = {} as KitOptionsOf<Rules<W, E, C, K>["machine"]>,
): KitGame {
  const anyRules = asAnyRules(rules);
  const anyOptions = options as KitOptionsOf<AnyKitMachine>;
  return {
    define({ seatHoldS, settings = {} }) {
      const config = { ...anyOptions.config, ...settings };
      return asAnyRoomDefinition(anyKitRoom(anyRules, { seatHoldS, ...anyOptions, config }));
    },
    release: "server.ts",
    summarize: kitSummary(anyRules, anyOptions),
    matches: () => ({ events: KIT_MATCH_EVENTS }),
  };
}
