import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GAMES, gameFile } from "../../../shared/games.ts";
import { copyWithout } from "../../harness/copy-without.ts";
import { type ServerProcess, startServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";

const GAME = "arena";

async function run(command: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const child = Bun.spawn([process.execPath, ...command], { stdout: "pipe", stderr: "pipe" });
  const out = (await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])).join("");
  return { code: await child.exited, out };
}

describe("D13: the project without the arena's folders and its row", () => {
  let copy: string;
  let server: ServerProcess | undefined;
  beforeAll(() => {
    copy = copyWithout(GAME);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(copy, { recursive: true, force: true });
  });

  it("compiles", async () => {
    const projects = ["shared", "shared/wire", "server", "client", "client/bots", "examples"];
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    expect(await run(["--bun", tsc, "-b", ...projects.map((project) => join(copy, project))])).toEqual({
      code: 0,
      out: "",
    });
  }, 120_000);

  it("starts, and serves the other games to players and bots", async () => {
    server = await startServerProcess({}, [join(copy, "server", "main.ts")]);
    const { url } = server;
    const statusOf = async (path: string) => (await fetch(url + path)).status;
    expect([await statusOf("/healthz"), await statusOf("/"), await statusOf(`/games/${GAME}`)]).toEqual([
      ...[200, 200, 404],
    ]);
    for (const [name, folder] of Object.entries(GAMES)) {
      if (typeof folder !== "string") continue;
      expect([name, await statusOf(`/games/${name}`)]).toEqual([name, 200]);
      if (!existsSync(join(copy, gameFile(folder, "client", "pilots.ts")))) continue;
      const bots = ["--url", url, "--room", name, "--count", "2", "--seconds", "2", "--json"];
      const { code, out } = await run([join(copy, "client", "bots", "main.ts"), ...bots]);
      expect([name, code, out]).toEqual([name, 0, expect.stringContaining('"joined":2')]);
    }
    expect(server.output()).not.toMatch(/left out|error/i);
  }, 60_000);
});
