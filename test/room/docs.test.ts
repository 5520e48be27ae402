import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../server/config.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";

const ADDRESS = "http://localhost:2567";
const PROGRAM_MS = 20_000;
const DOCUMENTS = [
  "README.md",
  "SECURITY.md",
  "examples/README.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
];
/** Commands of the program `orrery`, as its help lists them. */
const commands = () =>
  Bun.spawnSync([process.execPath, join(ROOT, "cli", "orrery.mjs"), "--help"])
    .stdout.toString()
    .match(/(?<=^ {2})[a-z]+(?= )/gm);
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

interface Block {
  readonly line: number;
  /** What stands behind the fence: a language, and how the block is tested. */
  readonly info: string;
  readonly text: string;
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(({ 1: info, 2: body, index }) => {
    return { line: text.slice(0, index).split("\n").length, info, text: body };
  });
}

let server: ServerProcess;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "orrery-docs-"));
  server = await startServerProcess({ DATA_DIR: dataDir });
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const here = (text: string) => text.replaceAll(ADDRESS, server.url);

async function run(command: readonly string[], input = ""): Promise<void> {
  const stdin = new TextEncoder().encode(input);
  const child = Bun.spawn([...command], { cwd: ROOT, stdin, stdout: "pipe", stderr: "pipe", timeout: PROGRAM_MS });
  const said = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect(await child.exited, said.join("\n")).toBe(0);
}

/** Lines of a shell block by how they begin: each is tried, or known to be tried by another test. */
const COMMANDS: readonly [start: RegExp, tryOut: (line: string) => void | Promise<void>][] = [
  [/^(?:[A-Z_]+=\S+ )+npm start$/, (line) => void readConfig(settingsOf(line))],
  [/^npm (?:start|test)\b/, () => {}],
  [/^npm run ([\w-]+)/, (line) => expect(Object.keys(scripts)).toContain(/^npm run ([\w-]+)/.exec(line)?.[1])],
  [/^curl http\S+$/, async (line) => expect((await fetch(here(line.slice("curl ".length)))).status).toBe(200)],
  // By test/room/package.test.ts.
  [/^(?:npm install \S+\.tgz|npx tsc)$/, () => {}],
  [/^npx orrery ([\w-]+)/, (line) => expect(commands()).toContain(/^npx orrery ([\w-]+)/.exec(line)?.[1])],
  // By test/e2e/feed.test.ts and test/contract/beacons.test.ts.
  [/^(?:curl -|python3 examples\/|node_modules\/.bin\/bun examples\/)/, () => {}],
];

const settingsOf = (line: string) =>
  Object.fromEntries([...line.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]));

async function tryShell(text: string): Promise<void> {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  for (const line of lines.map((each) => each.replace(/\s+#.*/, "").trim()).filter(Boolean)) {
    const known = COMMANDS.find(([start]) => start.test(line));
    expect(known, `"${line}" is none of the commands that this test knows`).toBeDefined();
    await known?.[1](line);
  }
}

const unindented = (text: string) => text.replace(/^[ \t]+/gm, "").trim();

async function tryOut({ info, text }: Block): Promise<void> {
  const from = /^ts from=(\S+)$/.exec(info)?.[1];
  if (from !== undefined) expect(unindented(readFileSync(join(ROOT, from), "utf8"))).toContain(unindented(text));
  else if (info === "ts") await run([process.execPath, "run", "-"], here(text));
  else if (info === "sh") await tryShell(text);
  else expect(info).toBe("text");
}

describe.each(DOCUMENTS)("%s", (document) => {
  it("has code blocks that do what they say", { timeout: 60_000 }, async () => {
    for (const block of blocksOf(document)) {
      await tryOut(block).catch((error) => {
        throw new Error(`${document}:${block.line}: ${error.message}`, { cause: error });
      });
    }
  });

  it("links to files that exist", () => {
    const text = readFileSync(join(ROOT, document), "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "");
    const folder = join(ROOT, document, "..");
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[\w-]+)?\)/g)) {
      if (/^https?:/.test(target)) continue;
      const parent = join(folder, target, "..");
      const name = target.replace(/\/$/, "").split("/").pop() ?? "";
      expect(name === ".." || readdirSync(parent).includes(name), `${document} links to ${target}`).toBe(true);
    }
  });
});
