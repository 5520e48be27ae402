import { FrontPage } from "./games/arena/page/front-page.ts";

/** When the rest of the page starts, as a multiple of the time to the first paint. */
const START_PAINTS = 2.5;

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");

const front = new FrontPage(ui);
// The page preloads this module; it runs after the menu is painted.
const loading = front.afterPaints(START_PAINTS).then(() => import("./games/arena/page/online.ts"));
loading.then(
  ({ start }) => start(front, stage, ui),
  (error: unknown) => front.fail(error),
);
