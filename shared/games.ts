/**
 * Folders of a game, absolute or from the root of this code: one for all of it, or one for the server and one for browsers
 * and bots.
 */
export type GameFolder = string | { readonly server: string; readonly client: string };

/** Games by name. */
export type GameTable = { readonly [name: string]: GameFolder };

/** The room in which all players meet. */
export const LOBBY: GameFolder = { server: "server/games/lobby", client: "client/games/lobby" };

/** The games of this server, a row each: all that is edited outside a game's own folder. */
export const GAMES: GameTable = {
  arena: { server: "server/games/arena", client: "client/games/arena" },
  lobby: LOBBY,
  trails: "examples/trails",
  bluff: "examples/bluff",
};

/** A file of a game, as its row says: absolute, or from the root of this code. It need not exist. */
export function gameFile(folder: GameFolder, side: "server" | "client", file: string): string {
  return `${typeof folder === "string" ? folder : folder[side]}/${file}`;
}
