import { join, sep } from "node:path";
import { GAMES } from "../../shared/games.ts";
import { serveInDevelopment } from "./serve.ts";
import { gameFolders, supervise } from "./supervise.ts";

// Without an argument it supervises itself with one.
if (process.argv[2] === "--serve") await serveInDevelopment(GAMES);
else {
  const root = join(import.meta.dirname, "..", "..");
  const trees = ["shared", "server", "client"].map((tree) => join(root, tree));
  const others = gameFolders(root, GAMES).filter((path) => !trees.some((tree) => path.startsWith(tree + sep)));
  supervise({
    command: [process.execPath, import.meta.filename, "--serve"],
    folders: [...trees, ...others].map((path) => ({ path, isDeep: true })),
    log: (text) => console.error(`orrery: ${text}`),
  });
}
