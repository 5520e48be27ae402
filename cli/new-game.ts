import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { checkName, makeGame, PROJECT } from "../server/new-game/make-game.ts";
import { readArguments } from "../server/new-game/read-arguments.ts";
import { PACKAGE } from "./project.ts";

const TEMPLATES = join(import.meta.dirname, "project");
/** Files of a project, and what they are copied from. */
const FILES = {
  "games.ts": "games.ts.txt",
  "tsconfig.json": "tsconfig.json.txt",
  "AGENTS.md": "AGENTS.md",
  ".gitignore": "gitignore.txt",
} as const;
/** Packages that a project's tests and type checks run on, in the versions of this package. */
const TOOLS = ["typescript", "vitest"] as const;

/**
 * The `new` command: makes a game in a project, and the project around it. Throws `GameRefused`.
 *
 * @param root folder of the project
 * @returns the exit code
 */
export async function newGame(root: string, args: readonly string[]): Promise<number> {
  const { name, preset } = readArguments(args, "npx orrery new");
  checkName(name);
  for (const [file, template] of Object.entries(FILES))
    if (!existsSync(join(root, file))) cpSync(join(TEMPLATES, template), join(root, file));
  const folder = makeGame(root, name, preset, PROJECT);
  const code = installTools(root);
  console.log(`${folder} is a game now. Its rules are in rules.ts; AGENTS.md says how it works on one page.

  npx orrery dev                    then open http://localhost:2567/games/${name}
  npx orrery test
  npx orrery bots --room ${name}
  npx tsc                           checks types`);
  return code;
}

/** Installs tools that the project lacks, by npm, or by Bun where npm is missing. Returns an exit code. */
function installTools(root: string): number {
  const isThere = (name: string) => existsSync(join(root, "node_modules", name, "package.json"));
  const missing = TOOLS.filter((name) => !isThere(name)).map((name) => `${name}@${PACKAGE.devDependencies[name]}`);
  if (missing.length === 0) return 0;
  const install =
    Bun.which("npm") === null
      ? [process.execPath, "add", "--dev", "--exact"]
      : [
          "npm",
          "install",
          "--save-dev",
          "--save-exact",
          "--prefer-offline",
          "--no-audit",
          "--no-fund",
          "--loglevel=error",
        ];
  const command = [...install, ...missing];
  console.log(`installing ${missing.join(" and ")} …`);
  const { exitCode } = Bun.spawnSync(command, { cwd: root, stdio: ["ignore", 2, 2] });
  if (exitCode !== 0) console.error(`orrery: tests and type checks lack packages: \`${command.join(" ")}\` failed`);
  return exitCode === 0 ? 0 : 1;
}
