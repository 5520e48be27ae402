import { ARENA_FINGERPRINT } from "../../../../shared/games/arena/wire/fingerprint.ts";
import type { ArenaState } from "../../../../shared/games/arena/wire/state.ts";
import { boot } from "./boot.ts";
import { ArenaModel } from "../model/arena-model.ts";
import { Connection } from "../../../net/index.ts";
import { serverUrlOf } from "../../../net/server-address.ts";
import type { FrontPage } from "./front-page.ts";
import { openLobby } from "../../lobby/open-lobby.ts";

/** Connects the front page to the server that it came from. */
export function start(front: FrontPage, stage: HTMLElement, ui: HTMLElement): void {
  const url = serverUrlOf(window.location.href);
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
    openLobby: ({ tab, token, outdated }, signal) => openLobby({ url, token, tokens: tab.lobbySeat, outdated, signal }),
  });
}
