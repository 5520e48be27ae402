import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type GameFolder, type GameTable, LOBBY } from "../shared/games.ts";

/** The project or a command's argument is not as it must be; the message says what would do. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
}

/** Folder of this package. */
const CODE = join(import.meta.dirname, "..");

/** Its own `package.json`. */
export const PACKAGE: { readonly version: string; readonly devDependencies: Readonly<Record<string, string>> } =
  JSON.parse(readFileSync(join(CODE, "package.json"), "utf8"));

/** File of a project with its table of games, see {@link readGames}. */
export const TABLE = "games.ts";

/**
 * The games of a project: the rows of `GAMES` in its `games.ts`, with absolute folders, and the lobby where no row replaces
 * it. Throws {@link ProjectError}.
 *
 * @param root folder of the project
 */
export async function readGames(root: string): Promise<GameTable> {
  const file = join(root, TABLE);
  if (!existsSync(file))
    throw new ProjectError(
      `${root} has no ${TABLE}: run this in the folder of a project, or begin one with npx orrery new NAME`,
    );
  const { GAMES }: { readonly GAMES?: unknown } = await import(file).catch((error: Error) => {
    throw new ProjectError(`${TABLE}: ${error.message}`);
  });
  if (typeof GAMES !== "object" || GAMES === null)
    throw new ProjectError(`${TABLE}: it exports no table GAMES with a row for each game, such as tag: "games/tag"`);
  const rows = Object.entries(GAMES).map(([name, row]) => [name, rowIn(root, name, row)] as const);
  return { ...Object.fromEntries(rows), ...(!Object.hasOwn(GAMES, "lobby") && { lobby: rowIn(CODE, "lobby", LOBBY) }) };
}

function rowIn(root: string, name: string, row: unknown): GameFolder {
  const absolute = (field: string, folder: unknown) => {
    if (typeof folder !== "string" || !existsSync(resolve(root, folder)))
      throw new ProjectError(`${TABLE}: ${field}: ${JSON.stringify(folder)} is no folder in ${root}`);
    return resolve(root, folder);
  };
  if (typeof row !== "object" || row === null) return absolute(`GAMES.${name}`, row);
  const { server, client } = row as Partial<Exclude<GameFolder, string>>;
  return { server: absolute(`GAMES.${name}.server`, server), client: absolute(`GAMES.${name}.client`, client) };
}
