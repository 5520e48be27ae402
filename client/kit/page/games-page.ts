import { logo } from "../../shell/menu/logo.ts";
import { gameLinks } from "../../shell/other-games.ts";
import type { PageHost } from "../../shell/page-host.ts";
import { el } from "../../shell/ui/dom.ts";

/** The list of the server's games. @param asked the game that was asked for and is not there; null: none was */
export function openGamesPage(host: PageHost, asked: string | null): void {
  const list = el("div", { class: "games-list" });
  const note = el("p", { class: "tagline", role: "status" });
  if (asked !== null) note.textContent = `There is no game “${asked}” here.`;
  host.ui.append(
    el(
      "main",
      { class: "games-page" },
      el("header", { class: "menu-head" }, logo(), note),
      el("h2", {}, "Games"),
      list,
    ),
  );
  void host.otherGames().then((games) => {
    if (games.length > 0) list.replaceChildren(gameLinks(games));
    else list.replaceChildren(el("p", {}, "This server has no games yet."));
  });
}
