import type { ArenaState } from "../shared/wire/arena.ts";
import { ARENA_WIRE } from "../shared/wire/arena-wire.ts";
import { ArenaModel } from "./arena/model.ts";
import { boot } from "./boot.ts";
import { openLobby } from "./lobby/link.ts";
import { Connection } from "./net/index.ts";
import { serverOf } from "./server-address.ts";
import type { FrontPage } from "./shell/front-page.ts";

/** Connects the front page to the server that it came from. */
export function start(front: FrontPage, stage: HTMLElement, ui: HTMLElement): void {
  const url = serverOf(window.location.href);
  boot(front, stage, ui, {
    url,
    wire: ARENA_WIRE,
    openArena({ tab, choice, into, token, outdated }) {
      const { name, hull } = choice;
      const link = new Connection<ArenaState>({
        url,
        room: "arena",
        join: { name, hull },
        tokens: tab.seat,
        wire: ARENA_WIRE,
        into,
        token,
        outdated,
      });
      const source = new ArenaModel(link, { now: () => performance.now() });
      return { source, open: () => link.open(), room: () => link.roomId };
    },
    openLobby: ({ tab, token, outdated }, given) => openLobby({ url, token, seats: tab.lobbySeat, outdated, given }),
  });
}
