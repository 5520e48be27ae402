import { openFrontPage } from "./shell/front-page.ts";

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("index.html has no #stage or no #ui");

const front = openFrontPage(ui);
// Fetched while the menu is painted, and started after that.
const loading = import("./online.ts");
Promise.all([loading, front.painted]).then(
  ([{ start }]) => start(front, stage, ui),
  () => front.menu.refuse("The game could not be loaded. Reload the page to try again.", "all"),
);
