import { openFrontPage } from "./shell/front-page.ts";

/** When the rest of the page starts, in first paints. */
const START_PAINTS = 1.5;

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");

const front = openFrontPage(ui);
// Fetched while the menu is painted, and started when it has been seen.
const loading = import("./online.ts");
Promise.all([loading, front.rested(START_PAINTS)]).then(
  ([{ start }]) => start(front, stage, ui),
  () => front.menu.refuse("The game could not be loaded. Reload the page to try again.", "all"),
);
