import { withVersion } from "../../../shared/kit/index.ts";
import { wireOf } from "../../../shared/wire/kit/index.ts";
import { gameIn, serverUrl } from "../../net/server-address.ts";
import { connectCommunity } from "../../shell/connect-community.ts";
import { ignoreImeKeys } from "../../shell/keyboard/ime.ts";
import { type KeyboardLayout, loadKeyboardLayout } from "../../shell/keyboard/key-label.ts";
import { showOtherGames } from "../../shell/other-games.ts";
import type { PageHost, PageOpener } from "../../shell/page-host.ts";
import { matchPagePath, playPagePath, replayPagePath } from "../../shell/version-paths.ts";
import { type AnyPage, asAnyPage } from "./any-page.ts";
import { openGamesPage } from "./games-page.ts";
import { KitApp } from "./kit-app.ts";
import { KitFront } from "./kit-front.ts";
import type { KitSnapshot } from "./snapshot.ts";

/** A game's page as it is loaded. */
export interface GameModule {
  readonly default: unknown;
  /** Of its rules, as in development. Default: as their source says. */
  readonly version?: number;
}

/**
 * Opens the page of the game that the address names, also one that opens itself; without one, the list of games. Rejects
 * if it cannot be loaded.
 */
export async function openKitPage(
  host: PageHost,
  pages: { readonly [name: string]: () => Promise<GameModule> },
): Promise<void> {
  const game = gameIn(window.location.href);
  if (game === null || !Object.hasOwn(pages, game)) {
    openGamesPage(host, game);
    return;
  }
  const { default: exported, version } = await pages[game]();
  if (typeof exported === "function") {
    (exported as PageOpener)(host);
    return;
  }
  const page = asAnyPage(game, exported);
  openGame(game, version === undefined ? page : { ...page, rules: withVersion(page.rules, version) }, host);
}

function openGame(game: string, page: AnyPage, host: PageHost): void {
  ignoreImeKeys(window);
  document.title = page.title;
  document.body.classList.add("kit");
  const front = new KitFront(game, page, host.ui);
  const { tab } = front;
  const wire = wireOf(page.rules);
  const { search } = window.location;
  const changePage = (): void =>
    window.location.replace(serverUrl(playPagePath(tab.seat.load(), search, `/games/${game}`)));
  const access = connectCommunity({
    url: host.url,
    tab,
    wire,
    callsign: () => front.callsign(),
    openLobby: (given, signal) => host.openLobby({ url: host.url, tokens: tab.lobbySeat, ...given, signal }),
    changePage,
  });
  const app = new KitApp({
    ...{ game, page, host, front, access, changePage },
    watchInOtherVersion({ id, watched }) {
      if (tab.hasLeftVersion(`${wire} ${id}`)) return false;
      window.location.replace(serverUrl(watched === "watch" ? matchPagePath(id, search) : replayPagePath(id, search)));
      return true;
    },
  });
  app.start();
  void showOtherGames(front.menu, host);
  void nameKeys(front);
  const shown: { readonly ready: boolean; snapshot(): KitSnapshot } = {
    get ready() {
      return app.ready;
    },
    snapshot: () => app.snapshot(),
  };
  Object.assign(window, { __orrery: shown });
}

async function nameKeys(front: KitFront): Promise<void> {
  const { keyboard } = navigator as { keyboard?: KeyboardLayout };
  if (await loadKeyboardLayout(keyboard)) front.refreshKeys();
}
