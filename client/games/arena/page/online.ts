import { ARENA_FINGERPRINT } from "../../../../shared/games/arena/wire/fingerprint.ts";
import type { ArenaState } from "../../../../shared/games/arena/wire/state.ts";
import { Connection } from "../../../net/index.ts";
import { showOtherGames } from "../../../shell/other-games.ts";
import type { PageHost } from "../../../shell/page-host.ts";
import { ArenaModel } from "../model/arena-model.ts";
import { boot } from "./boot.ts";
import type { FrontPage } from "./front-page.ts";

/** When the other games are listed, as a multiple of the time to the first paint. */
const OTHER_GAMES_PAINTS = 6;

/** Connects the front page to the server that served it. */
export function start(front: FrontPage, host: PageHost): void {
  const { url, stage, ui } = host;
  boot(front, stage, ui, {
    url,
    wire: ARENA_FINGERPRINT,
    openArena({ tab, choice, target, token, outdated }) {
      const { name, hull } = choice;
      const link = new Connection<ArenaState>({
        url,
        room: "arena",
        join: { name, hull },
        tokens: tab.seat,
        wire: ARENA_FINGERPRINT,
        target,
        token,
        outdated,
      });
      const source = new ArenaModel(link, { now: () => performance.now() });
      return { source, open: () => link.open(), room: () => link.roomId };
    },
    openLobby: ({ tab, token, outdated }, signal) =>
      host.openLobby({ url, token, tokens: tab.lobbySeat, outdated, signal }),
    otherGames: () => host.otherGames(),
  });
  // This loads the other games' pages for their titles, so it waits until this game's engine has loaded.
  void front.afterPaints(OTHER_GAMES_PAINTS).then(() => showOtherGames(front.menu, host));
}
