import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import type { BunPlugin } from "bun";
import { checkGame, type ServerGame } from "../games.ts";

/** A game's `server.ts` and all that it imports of its own folder, as they were saved. */
export interface GameSource {
  /** In one script; comments are left out. */
  readonly code: string;
  /** Leads from the script to the files, for stack traces. */
  readonly sourceMap: string;
}

/** Rejects with the bundler's errors. @param folder absolute, of the game */
export async function readGameSource(folder: string): Promise<GameSource> {
  const { outputs } = await Bun.build({
    entrypoints: [join(folder, "server.ts")],
    target: "bun",
    format: "esm",
    sourcemap: "external",
    plugins: [ownFiles(folder)],
  });
  const text = (kind: "entry-point" | "sourcemap") => outputs.find((output) => output.kind === kind)?.text() ?? "";
  return { code: await text("entry-point"), sourceMap: await text("sourcemap") };
}

/** Bundles nothing from outside a folder. */
function ownFiles(folder: string): BunPlugin {
  return {
    name: "own files",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path: specifier, importer }) => {
        if (importer === "") return undefined;
        const path = Bun.resolveSync(specifier, dirname(importer));
        return path.startsWith(folder + sep) ? { path } : { path, external: true };
      });
    },
  };
}

/**
 * Loads a game anew. All that it imports from outside its folder is as this process has it. Rejects with the errors of the
 * game, and with a TypeError if it is none.
 */
export async function loadGame({ code, sourceMap }: GameSource): Promise<ServerGame> {
  // A path is loaded only once.
  const drafts = join(tmpdir(), `orrery-development-${randomUUID()}`);
  const path = join(drafts, "server.mjs");
  mkdirSync(drafts);
  const map = Buffer.from(sourceMap).toString("base64");
  writeFileSync(path, `${code}\n//# sourceMappingURL=data:application/json;base64,${map}\n`);
  try {
    const module: { readonly default?: unknown } = await import(/* @vite-ignore */ path);
    return checkGame(module.default);
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
}
