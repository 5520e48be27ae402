import { gameUrl } from "../net/server-address.ts";
import type { GameLink } from "./lobby/game-link.ts";
import type { PageHost } from "./page-host.ts";
import { el } from "./ui/dom.ts";

/**
 * Loads the pages of games. A page that cannot be loaded, or has no title, is left out.
 *
 * @param here the game of this page, which is left out, too; null: none
 * @param home the game at the server's own address; null: none
 */
export async function otherGames(
  pages: { readonly [name: string]: () => Promise<{ readonly default: unknown }> },
  serverUrl: string,
  { here, home }: { readonly here: string | null; readonly home: string | null },
): Promise<GameLink[]> {
  const names = Object.keys(pages).filter((name) => name !== here);
  const links = await Promise.all(
    names.map(async (name) => {
      try {
        // A function that opens a page of its own has them as well.
        const { title, about } = ((await pages[name]()).default ?? {}) as Partial<Record<keyof GameLink, unknown>>;
        return typeof title === "string" && typeof about === "string"
          ? [{ name, title, about, url: gameUrl(serverUrl, name === home ? null : name) }]
          : [];
      } catch (error) {
        window.reportError(error);
        return [];
      }
    }),
  );
  return links.flat();
}

/** Fills the menu's list of other games. */
export async function showOtherGames(
  { more }: { readonly more: HTMLElement },
  host: Pick<PageHost, "otherGames">,
): Promise<void> {
  const games = await host.otherGames();
  if (games.length > 0) more.replaceChildren(el("h3", {}, "More games"), gameLinks(games));
}

/** Links to games, each with its title and what it is about. */
export function gameLinks(games: readonly GameLink[]): HTMLElement {
  return el(
    "ul",
    { class: "game-links" },
    ...games.map(({ title, about, url }) =>
      el("li", {}, el("a", { class: "game-link", href: url }, el("b", {}, title), el("span", {}, about))),
    ),
  );
}
