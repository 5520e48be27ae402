import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./sources.ts";

const COPIED = ["shared", "server", "client", "package.json", "tsconfig.json", "tsconfig.base.json"];

/** The project in a folder of its own, with the lobby and one game of `test/harness/games`. */
export class ProjectCopy {
  readonly root = mkdtempSync(join(tmpdir(), "orrery-copy-"));
  readonly #game: string;

  constructor(game: string) {
    this.#game = `examples/${game}`;
    for (const name of COPIED) cpSync(join(ROOT, name), join(this.root, name), { recursive: true });
    cpSync(join(ROOT, "test", "harness", "games", game), join(this.root, this.#game), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.root, "node_modules"));
    const lobby = '{ server: "server/games/lobby", client: "client/games/lobby" }';
    this.edit("shared/games.ts", /(GAMES: GameTable = \{)[^;]*\};/, `$1 lobby: ${lobby}, ${game}: "${this.#game}" };`);
  }

  /** Saves a file of the game with a change. */
  editGame(file: string, from: RegExp | string, to: string): void {
    this.edit(`${this.#game}/${file}`, from, to);
  }

  /** Saves a file with a change. Throws if there is nothing to change. */
  edit(file: string, from: RegExp | string, to: string): void {
    const path = join(this.root, file);
    const before = readFileSync(path, "utf8");
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} has no ${from}`);
    writeFileSync(path, after);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
