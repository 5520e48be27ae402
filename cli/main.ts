/** The program `orrery` of a project that has this package installed. */
import { join, sep } from "node:path";
import { GameRefused } from "../server/new-game/make-game.ts";
import { PACKAGE, ProjectError, readGames } from "./project.ts";

const HELP = `usage: npx orrery COMMAND

  new NAME [--preset action|turns]   makes a game that runs: games/NAME, its row in games.ts, and what
                                     the project lacks
  start                              serves page and games at http://localhost:2567 (PORT, HOST), with
                                     its data in ./data (DATA_DIR)
  dev                                start, and play saved edits of games at once
  test [FILES]                       runs tests, with vitest's own arguments
  bots [--room NAME] [--count N]     lets bots play on a running server
  replay info|verify FILE            reads a journal or a finished round
  bots --help, replay --help         have more

Settings of the server are environment variables: README.md of this package lists them.`;

/** Runs a command. Returns an exit code; undefined: it goes on until a signal ends it. */
type Command = (args: readonly string[]) => Promise<number | undefined>;

const root = process.cwd();
const SERVE = "--serve";
const COMMANDS: Readonly<Record<string, Command>> = {
  new: async (args) => (await import("./new-game.ts")).newGame(root, args),
  async start(args) {
    refuseArguments(args);
    const { serve } = await import("../server/serve.ts");
    await serve(await readGames(root));
    return undefined;
  },
  async dev(args) {
    const games = await readGames(root);
    const { serveInDevelopment } = await import("../server/dev/serve.ts");
    const { gameFolders, supervise } = await import("../server/dev/supervise.ts");
    // It supervises itself with an argument.
    if (args[0] === SERVE) {
      await serveInDevelopment(games);
      return undefined;
    }
    refuseArguments(args);
    const own = gameFolders(join(import.meta.dirname, ".."), games).filter((path) => path.startsWith(root + sep));
    supervise({
      command: [process.execPath, import.meta.path, "dev", SERVE],
      folders: [{ path: root, isDeep: false }, ...own.map((path) => ({ path, isDeep: true }))],
      log: (text) => console.error(`orrery: ${text}`),
    });
    return undefined;
  },
  test: async (args) => (await import("./run-tests.ts")).runTests(root, args),
  async bots(args) {
    const { runBots } = await import("../client/bots/run-bots.ts");
    return runBots(args, "npx orrery bots", await readGames(root));
  },
  async replay(args) {
    const { replay } = await import("../server/replay/command.ts");
    return replay(args, "npx orrery replay", await readGames(root));
  },
};

function refuseArguments([argument]: readonly string[]): void {
  if (argument !== undefined)
    throw new ProjectError(`${argument}: this command takes no arguments; see npx orrery --help`);
}

async function main([name, ...args]: readonly string[]): Promise<number | undefined> {
  if (name === undefined || name === "--help" || name === "help") {
    console.log(HELP);
    return name === undefined ? 1 : 0;
  }
  if (name === "--version") {
    console.log(PACKAGE.version);
    return 0;
  }
  if (!Object.hasOwn(COMMANDS, name))
    throw new ProjectError(`${name} is none of the commands: ${Object.keys(COMMANDS).join(", ")}`);
  return COMMANDS[name](args);
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== undefined) process.exit(code);
} catch (error) {
  if (!(error instanceof ProjectError || error instanceof GameRefused)) throw error;
  console.error(`orrery: ${error.message}`);
  process.exit(1);
}
