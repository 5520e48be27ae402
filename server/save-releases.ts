import { join } from "node:path";
import type { GameRooms } from "./game-rooms.ts";
import type { PageFile } from "./ops/page.ts";
import { saveRelease } from "./releases/save-release.ts";

/** Saves the current versions of all games that have releases, with the page that plays them. Never rejects. */
export async function saveReleases(
  folder: string,
  games: readonly GameRooms[],
  page: Promise<readonly PageFile[]>,
  report: (error: unknown) => void,
): Promise<void> {
  for (const { folder: gameFolder, game, definition } of games) {
    if (game.release === undefined) continue;
    try {
      await saveRelease(folder, { definition, entry: join(gameFolder, game.release), page: await page });
    } catch (error) {
      report(error);
    }
  }
}
