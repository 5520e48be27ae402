import type { GameLink } from "./lobby/game-link.ts";
import type { Lobby, LobbyOptions } from "./lobby/model.ts";

/** What the page gives to the game that it opens. */
export interface PageHost {
  /** Below everything: the picture. */
  readonly stage: HTMLElement;
  /** Over it: menus and displays. */
  readonly ui: HTMLElement;
  /** Address of the server, without a trailing slash. */
  readonly url: string;
  /** Joins the server's lobby; rejects with `JoinError`. */
  openLobby(options: LobbyOptions): Promise<Lobby>;
  /** The other games with a page. One that cannot be loaded is left out. */
  otherGames(): Promise<readonly GameLink[]>;
}

/** Opens a page of a game's own. */
export type PageOpener = (host: PageHost) => void;
