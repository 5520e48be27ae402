import { Client } from "@colyseus/sdk";
import type { PageHost } from "../../../../client/shell/page-host.ts";

/** Shows who has which score. */
function openPage({ ui, url }: PageHost): void {
  const list = document.createElement("ol");
  ui.append(list);
  void new Client(url).joinOrCreate("coins", { name: "Ada" }).then((room) => {
    room.onStateChange(({ walkers }) => {
      list.replaceChildren();
      for (const { name, score } of walkers.values()) {
        const row = document.createElement("li");
        row.textContent = `${name}: ${score}`;
        list.append(row);
      }
    });
  });
}

export default Object.assign(openPage, { title: "Coins", about: "Run for the coin." });
