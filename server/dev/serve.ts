import { join } from "node:path";
import type { GameTable } from "../../shared/games.ts";
import { serve } from "../serve.ts";
import { DATA } from "../storage/inventory.ts";
import { Development } from "./development.ts";
import type { ServerReport } from "./supervise.ts";
import { watchFolders } from "./watch.ts";

/** Like `serve`, in development: saved changes of the kit's games are played at once. */
export async function serveInDevelopment(table: GameTable): Promise<void> {
  await serve(table, ({ dataDir }) => {
    const log = (text: string) => console.error(`orrery: ${text}`);
    const development = new Development({ table, releases: join(dataDir, DATA.releases), log });
    return {
      routes: development.routes,
      tuning: development.tuning,
      started(server) {
        const { folders } = development;
        for (const [name, path] of folders)
          watchFolders([{ path, isDeep: true }], () => void development.gameChanged(server, name));
        const report: ServerReport = { reloads: [...folders.values()] };
        process.send?.(report);
        // A supervisor that was killed could not end it.
        process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
      },
      stopping: () => development.close(),
    };
  });
}
