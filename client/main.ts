import { openFrontPage } from "./shell/front-page.ts";

/** When the rest of the page starts, in first paints. */
const START_PAINTS = 2.5;

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");

const front = openFrontPage(ui);
// Fetched from the start, as the page says so, and run when the menu has been seen.
const loading = front.rested(START_PAINTS).then(() => import("./online.ts"));
loading.then(
  ({ start }) => start(front, stage, ui),
  () => front.menu.refuse("The game could not be loaded. Reload the page to try again.", "all"),
);
