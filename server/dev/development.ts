import { join, relative, resolve } from "node:path";
import { type GameTable, gameFile } from "../../shared/games.ts";
import type { AnyRules } from "../../shared/kit/index.ts";
import { wireOf } from "../../shared/wire/kit/index.ts";
import { isClockwork, type KitRules, type LoadedGame, type LoadedRow, loadGames, type ServerGame } from "../games.ts";
import type { RouteTable } from "../http/route.ts";
import type { GameVersions } from "../ops/game-modules.ts";
import type { PageFile } from "../ops/page.ts";
import { ReleaseStore } from "../releases/release-store.ts";
import { buildScript, writeRelease } from "../releases/save-release.ts";
import type { RunningServer } from "../start.ts";
import type { Tuning } from "../tuning.ts";
import type { GamePageSource } from "./bundle-apart.ts";
import { Changes } from "./changes.ts";
import { explain } from "./explain.ts";
import { type GameSource, loadGame, readGameSource } from "./game-source.ts";
import { DevelopmentPage } from "./page.ts";
import { carryingRooms } from "./successor.ts";
import { tryRules } from "./try-rules.ts";
import { versionOf } from "./versions.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** A game as it was saved. */
interface SavedGame {
  readonly source: GameSource;
  /** The same with all that it imports, see `buildScript`. */
  readonly script: Uint8Array;
}

/** A game whose rules come from the kit, as it is played now. */
interface PlayedGame extends SavedGame {
  readonly folder: string;
  readonly game: ServerGame;
  readonly kit: KitRules;
}

export interface DevelopmentOptions {
  readonly table: GameTable;
  /** Folder of the releases, in the data folder. */
  readonly releases: string;
  readonly log: (text: string) => void;
}

/**
 * Plays saved changes of games at once: each change of the rules of a game of the kit is a version of its own, saved as a
 * release, which the game's rooms go on under; each change of a page is a new build. Where neither works, the log and the
 * pages say why, and all goes on as before.
 */
export class Development {
  /** For `startServer`. */
  readonly tuning: Pick<Tuning, "table" | "loadGames" | "successor" | "page">;
  readonly routes: RouteTable;
  readonly #table: GameTable;
  readonly #log: (text: string) => void;
  readonly #releases: ReleaseStore;
  readonly #games = new Map<string, PlayedGame>();
  readonly #page: DevelopmentPage;
  readonly #changes: Changes;
  readonly #firstPage = Promise.withResolvers<readonly PageFile[]>();
  /** Id of the build that is served. */
  #build = "";
  /** The changes so far. */
  #done: Promise<void> = Promise.resolve();

  constructor({ table, releases, log }: DevelopmentOptions) {
    this.#table = table;
    this.#log = log;
    this.#releases = new ReleaseStore(releases);
    this.#page = new DevelopmentPage(table);
    this.#changes = new Changes(() => this.#versions());
    this.routes = { ...this.#page.routes, ...this.#changes.routes };
    const rulesOf = (game: string): AnyRules | null => this.#games.get(game)?.kit.rules ?? null;
    this.tuning = {
      table,
      page: this.#firstPage.promise,
      loadGames: (warn, games) => this.#load(warn, games),
      successor: carryingRooms({ releases: this.#releases, rulesOf, log }),
    };
  }

  /** Absolute paths of the folders whose changes {@link gameChanged} takes up, by game. */
  get folders(): ReadonlyMap<string, string> {
    return new Map([...this.#games].map(([name, { folder }]) => [name, folder]));
  }

  /** Plays a game as its folder is now. Never rejects; one call after the other. */
  gameChanged(server: Pick<RunningServer, "replaceGame">, name: string): Promise<void> {
    this.#done = this.#done.then(() => this.#take(server, name));
    return this.#done;
  }

  close(): void {
    this.#changes.close();
  }

  async #load(warn: (text: string) => void, table?: GameTable): Promise<readonly LoadedRow[]> {
    const games: LoadedRow[] = [];
    for (const loaded of await loadGames(warn, table))
      games.push(isClockwork(loaded) ? await this.#numbered(loaded) : loaded);
    const sources = new Map([...this.#games].map(([name, game]) => [name, this.#pageSource(name, game)]));
    const page = this.#page.start(sources, (name, error) => {
      this.#log(`the page of the game ${name} cannot be bundled, and is left out: ${explain(error, name)}`);
    });
    const served = page.then(({ id, files }) => {
      this.#build = id;
      this.#changes.publish({ build: id, problem: null });
      return files;
    });
    this.#firstPage.resolve(served);
    return games;
  }

  async #numbered(loaded: LoadedGame): Promise<LoadedGame> {
    const { name, game } = loaded;
    const folder = resolve(loaded.folder);
    if (game.kit === undefined) return loaded;
    const played = this.#versioned(name, folder, game.kit, await readSaved(folder));
    this.#play(name, played);
    return { ...loaded, game: played.game };
  }

  /** Gives rules their version. */
  #versioned(name: string, folder: string, kit: KitRules, saved: SavedGame): PlayedGame {
    const version = versionOf(this.#releases, name, kit.rules.definition.version, saved.script);
    const game = kit.withVersion(version);
    return { ...saved, folder, game, kit: game.kit };
  }

  /** Keeps rules for their journals. */
  #play(name: string, game: PlayedGame): void {
    this.#games.set(name, game);
    this.#save(name, []);
  }

  #save(name: string, page: readonly PageFile[]): void {
    const { kit, script } = this.#games.get(name) as PlayedGame;
    const { machine } = kit.rules;
    writeRelease(this.#releases.folder, { definition: { name, machine, wire: wireOf(kit.rules) }, script, page });
  }

  #pageSource(name: string, { kit }: PlayedGame): GamePageSource {
    const file = resolve(ROOT, gameFile(this.#table[name], "client", "page.ts"));
    return { file, version: kit.rules.definition.version };
  }

  async #take(server: Pick<RunningServer, "replaceGame">, name: string): Promise<void> {
    const before = this.#games.get(name);
    if (before === undefined) return;
    const beganMs = performance.now();
    const elapsed = () => `${Math.round(performance.now() - beganMs)} ms`;
    try {
      const { code } = await readGameSource(before.folder);
      const isSame = code === before.source.code;
      const game = isSame ? before : await this.#loadSaved(name, before);
      const page = await this.#page.bundle(name, this.#pageSource(name, game));
      const replaced = isSame ? Promise.resolve() : this.#replace(server, name, game, before);
      const build = this.#page.serve(name, page, replaced);
      // Pages load themselves anew while the rooms are replaced.
      this.#changes.publish({ build: build.id, problem: null });
      await replaced;
      if (!isSame) this.#log(`${name}: the changed rules are played, ${elapsed()} after the save`);
      else if (build.id !== this.#build) this.#log(`${name}: the page is a new one, ${elapsed()} after the save`);
      this.#build = build.id;
      if (!isSame) this.#save(name, build.files);
    } catch (error) {
      const problem = explain(error, relative(process.cwd(), before.folder));
      this.#log(`${name}: the save is not played: ${problem}`);
      this.#changes.publish({ build: this.#build, problem });
    }
  }

  async #loadSaved(name: string, { folder }: PlayedGame): Promise<PlayedGame> {
    const saved = await readSaved(folder);
    const { kit } = await loadGame(saved.source);
    if (kit === undefined) throw new TypeError("server.ts: the game does not come from kitGame() any more");
    tryRules(kit.rules);
    return this.#versioned(name, folder, kit, saved);
  }

  async #replace(
    server: Pick<RunningServer, "replaceGame">,
    name: string,
    game: PlayedGame,
    before: PlayedGame,
  ): Promise<void> {
    try {
      this.#play(name, game);
      await server.replaceGame(name, game.game);
    } catch (error) {
      this.#games.set(name, before);
      throw error;
    }
  }

  #versions(): GameVersions {
    return Object.fromEntries([...this.#games].map(([name, { kit }]) => [name, kit.rules.definition.version]));
  }
}

/** Reads a game both ways from the same files, however often they are saved meanwhile. */
async function readSaved(folder: string): Promise<SavedGame> {
  for (;;) {
    const source = await readGameSource(folder);
    const script = await buildScript(join(folder, "server.ts"));
    const after = await readGameSource(folder);
    if (after.code === source.code) return { source, script };
  }
}
