import { home } from "orrery:home";
import { gameIn, serverUrlOf } from "./net/server-address.ts";
import { otherGames } from "./shell/other-games.ts";
import type { PageHost, PageOpener } from "./shell/page-host.ts";
import { showStartProblem } from "./shell/show-start-problem.ts";

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");

/** The game at the server's own address, which opens a page of its own. Null: there is the list of games. */
const own =
  home !== null && typeof home.page === "function" ? { name: home.name, open: home.page as PageOpener } : null;
const url = serverUrlOf(window.location.href);
const name = gameIn(window.location.href) ?? own?.name ?? null;
const host: PageHost = {
  stage,
  ui,
  url,
  openLobby: async (options) => (await import("orrery:lobby")).openLobby(options),
  otherGames: async () =>
    otherGames((await import("orrery:pages")).pages, url, { here: name, home: own?.name ?? null }),
};

if (own !== null && name === own.name) own.open(host);
else openKitPage().catch((error: unknown) => showStartProblem(host.ui, error));

async function openKitPage(): Promise<void> {
  const { kit, pages } = await import("orrery:pages");
  await (await kit()).openKitPage(host, pages);
}
