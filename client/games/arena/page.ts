import type { PageHost } from "../../shell/page-host.ts";
import { FrontPage } from "./page/front-page.ts";

/** When the rest of the page starts, as a multiple of the time to the first paint. */
const START_PAINTS = 2.5;

/** Opens the arena's page: shows the menu at once, and loads the rest behind it. */
function openArenaPage(host: PageHost): void {
  const front = new FrontPage(host.ui);
  // The page preloads this module; it runs after the menu is painted.
  const loading = front.afterPaints(START_PAINTS).then(() => import("./page/online.ts"));
  loading.then(
    ({ start }) => start(front, host),
    (error: unknown) => front.fail(error),
  );
}

/** For links on other games' pages. */
openArenaPage.title = "Orrery";
openArenaPage.about = "Fly, fight, mine and trade in one star system, with everyone.";

export default openArenaPage;
