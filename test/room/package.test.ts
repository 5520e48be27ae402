import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

const QUICK = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
const GAMES = { "light-tag": "action", dice: "turns" } as const;
const INSTALL_MS = 240_000;

const npm = Bun.which("npm");
// What a machine lacks is not tested there; CI lacks nothing.
if (npm === null && process.env.CI) throw new Error("npm is needed");
if (npm === null) console.warn("NOT TESTED: the package, as there is no npm here");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe.runIf(npm !== null)("the package in an empty folder", () => {
  let folder: string;
  let project: string;
  let server: ServerProcess | undefined;

  async function run(cwd: string, ...command: string[]): Promise<Ended> {
    // npm's own variables are of the folder where the tests began.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/.test(name)));
    const child = Bun.spawn(command, { cwd, env, stdout: "pipe", stderr: "pipe" });
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { code: await child.exited, out, err };
  }
  const program = () => join(project, "node_modules", ".bin", "orrery");
  const orrery = (...args: string[]) => run(project, program(), ...args);
  async function succeed(ended: Promise<Ended>): Promise<string> {
    const { code, out, err } = await ended;
    expect(code, `${out}\n${err}`).toBe(0);
    return out;
  }

  /** Starts the program's server in place of the one before. */
  async function serve(command: "start" | "dev", env: Record<string, string> = {}): Promise<ServerProcess> {
    await server?.stop();
    const path = join(project, "node_modules", "orrery", "cli", "orrery.mjs");
    server = await startServerProcess(env, [path, command], [], project);
    return server;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "orrery-package-"));
    project = join(folder, "project");
    mkdirSync(project);
    await succeed(run(ROOT, "npm", "pack", "--silent", "--pack-destination", folder));
    const [tarball] = readdirSync(folder).filter((name) => /^orrery-.*\.tgz$/.test(name));
    await succeed(run(project, "npm", "install", ...QUICK, join("..", tarball)));
    for (const [name, preset] of Object.entries(GAMES))
      await succeed(run(project, "npx", "orrery", "new", name, "--preset", preset));
  }, INSTALL_MS);
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings neither tests nor the arena", () => {
    const code = join(project, "node_modules", "orrery");
    expect(readdirSync(code)).not.toContain("test");
    for (const tree of ["shared", "server", "client"])
      expect(["exchange", "lobby"], tree).toEqual(expect.arrayContaining(readdirSync(join(code, tree, "games"))));
  });

  it("tells assistants the commands of the project, and none of this repository", async () => {
    const texts = [join("games", "dice", "AGENTS.md"), "AGENTS.md"].map((name) =>
      readFileSync(join(project, name), "utf8"),
    );
    for (const text of texts)
      expect(text).not.toMatch(/npm run|shared\/games\.ts|(?<!orrery\/)docs\/|TABLE|GUIDE|COMMANDS/);
    expect(texts[0]).toContain("npx orrery test games/dice ");
    expect(texts[0]).toContain("node_modules/orrery/docs/make-a-game.md");
  });

  it("makes games whose types hold and whose tests pass", async () => {
    await succeed(run(project, "npx", "tsc"));
    expect(await succeed(orrery("test"))).toMatch(/2 passed/);
  }, 60_000);

  it("finds rules that compute something else on another engine", async () => {
    const file = join(project, "games", "dice", "rules.ts");
    const rules = await Bun.file(file).text();
    await Bun.write(file, `${rules}export const square = (x: number) => x ** 2;\n`);
    const { code, out, err } = await orrery("test", "games/dice");
    await Bun.write(file, rules);
    expect(code).toBe(1);
    expect(out + err).toMatch(/dice\/rules\.ts:\d+ uses exponentiation: .* \(instead: products: x \* x\)/);
  }, 60_000);

  it("finds a wrong type in a game", async () => {
    const file = join(project, "games", "dice", "wrong.ts");
    await Bun.write(file, `import rules from "./rules.ts";\nexport const seats: string = rules.definition.seats;\n`);
    const { code, out } = await run(project, "npx", "tsc");
    rmSync(file);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining("wrong.ts(2,14): error TS2322: Type 'number' is not assignable to type 'string'"),
    ]);
  }, 60_000);

  it("serves them to players and bots, and their rounds verify", async () => {
    const data = join(project, "data");
    const { url } = await serve("start", { DATA_DIR: data });
    for (const path of ["/healthz", "/", ...Object.keys(GAMES).map((name) => `/games/${name}`)])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    const bots = (name: string) =>
      succeed(orrery("bots", "--url", url, "--room", name, "--count", "2", "--seconds", "2", "--json"));
    for (const out of await Promise.all(Object.keys(GAMES).map(bots))) expect(out).toContain('"joined":2,');
    const replays = join(data, "replays");
    const rounds = () => readdirSync(replays).filter((name) => name.endsWith(".orj"));
    await expect.poll(rounds, { timeout: 10_000 }).not.toEqual([]);
    expect(JSON.parse(await succeed(orrery("replay", "verify", join(replays, rounds()[0]), "--json")))).toMatchObject({
      ok: true,
    });
    expect(server?.output()).not.toMatch(/left out|error/i);
  }, 60_000);

  it("plays a saved change at once in development", async () => {
    const { url, output } = await serve("dev");
    expect((await fetch(`${url}/games/light-tag`)).status).toBe(200);
    const file = join(project, "games", "light-tag", "rules.ts");
    const rules = readFileSync(file, "utf8");
    expect(rules).toContain("UNITS_PER_TICK = 3;");
    await Bun.write(file, rules.replace("UNITS_PER_TICK = 3;", "UNITS_PER_TICK = 4;"));
    await expect.poll(output, { timeout: 10_000 }).toContain("light-tag: the changed rules are played");
  }, 60_000);

  it.each([
    [["fly"], "fly is none of the commands: new, start, dev, test, bots, replay"],
    [["start", "--port=80"], "--port=80: this command takes no arguments"],
    [["new", "Tag"], '"Tag" is not a game\'s name'],
    [["new", "dice"], "games.ts has a row dice already"],
    [["new", "--preset", "cards", "tag"], "--preset: cards is none of action, turns"],
  ])("refuses %j, and exits with 1", async (args, message) => {
    const { code, err } = await orrery(...args);
    expect([code, err]).toEqual([1, expect.stringContaining(`orrery: ${message}`)]);
  });

  it("says where there is no project, and what is wrong with its table", async () => {
    expect(await run(folder, program(), "start")).toMatchObject({
      code: 1,
      err: expect.stringContaining("has no games.ts"),
    });
    for (const [index, [table, message]] of [
      ["export const games = {};", "games.ts: it exports no table GAMES"],
      ['export const GAMES = { tag: "games/tag" };', 'games.ts: GAMES.tag: "games/tag" is no folder in'],
      ["export const GAMES = {", "games.ts: "],
    ].entries()) {
      const other = join(folder, `other-${index}`);
      await Bun.write(join(other, "games.ts"), table);
      expect(await run(other, program(), "start")).toMatchObject({ code: 1, err: expect.stringContaining(message) });
    }
  });
});
