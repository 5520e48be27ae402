// Modules that the page's bundle gets from the table of games, see `server/ops/game-modules.ts`.

declare module "orrery:home" {
  /** The page of the first game that has one: it is loaded with the page itself. Null: no game has a page. */
  export const home: { readonly name: string; readonly page: unknown } | null;
}

declare module "orrery:pages" {
  /** The pages of all games by name. */
  export const pages: { readonly [name: string]: () => Promise<import("./kit/page/open.ts").GameModule> };
  /** Opens the pages of the kit's games. */
  export const kit: () => Promise<typeof import("./kit/page/open.ts")>;
}

declare module "orrery:lobby" {
  export const openLobby: import("./shell/page-host.ts").PageHost["openLobby"];
}
