import { resolve, sep } from "node:path";
import { type GameTable, gameFile } from "../../shared/games.ts";
import { type WatchedFolder, watchFolders } from "./watch.ts";

const SOURCE = /\.(?:[cm]?[jt]s|json|css|html)$/;

/** What the server's process tells its supervisor once it listens. */
export interface ServerReport {
  /** Folders whose changes it takes up by itself. */
  readonly reloads: readonly string[];
}

export interface SuperviseOptions {
  /** Starts the server. */
  readonly command: readonly string[];
  /** Folders whose changes start it anew. */
  readonly folders: readonly WatchedFolder[];
  readonly log: (text: string) => void;
}

/** Absolute paths of the folders of games. @param root folder that the table's paths start from */
export function gameFolders(root: string, table: GameTable): readonly string[] {
  const paths = Object.values(table).flatMap((row) => [gameFile(row, "server", ""), gameFile(row, "client", "")]);
  return [...new Set(paths.map((path) => resolve(root, path)))];
}

/** Runs the server as a process of its own, and starts it anew when its files change. Ends with this process. */
export function supervise({ command, folders, log }: SuperviseOptions): void {
  let reloads: readonly string[] = [];
  let restarting = false;
  let server = start();

  function start() {
    reloads = [];
    const child = Bun.spawn([...command], {
      stdio: ["inherit", "inherit", "inherit"],
      ipc: (report: Partial<ServerReport>) => {
        // Colyseus sends something, too.
        reloads = report.reloads ?? reloads;
      },
    });
    void child.exited.then((code) => {
      if (restarting) return;
      reloads = [];
      log(`the server has ended with ${code}; it starts anew at the next change`);
    });
    return child;
  }

  async function restart(path: string): Promise<void> {
    if (restarting) return;
    restarting = true;
    log(`${path} has changed: the server starts anew`);
    server.kill("SIGTERM");
    await server.exited;
    restarting = false;
    server = start();
  }

  const isOwn = (path: string) => SOURCE.test(path) && !reloads.some((folder) => path.startsWith(folder + sep));
  watchFolders(folders, (paths) => {
    const path = [...paths].find(isOwn);
    if (path !== undefined) void restart(path);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, async () => {
      restarting = true;
      server.kill("SIGTERM");
      process.exit(await server.exited);
    });
}
