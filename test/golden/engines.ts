import { existsSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "../harness/browser.ts";
import { ROOT } from "../harness/sources.ts";

/** What a module's `answer()` gave, and which engine that was. */
export interface Answer<T> {
  readonly version: string;
  readonly value: T;
}

export interface Engine {
  readonly name: string;
  /** Whether npm cannot bring it, so that it may be missing on a developer's machine. */
  readonly foreign?: true;
  /** Where it was found, or null. */
  find(): string | null;
  /**
   * Runs an ES module's `answer` and gives its value back, through JSON.
   *
   * @param file path of the module, ending in `.mjs`; programs run a copy beside it
   */
  run<T>(program: string, file: string): Promise<Answer<T>>;
}

const installed = (path: string) => (existsSync(path) ? path : null);

export const ENGINES: readonly Engine[] = [
  {
    name: "Node 24 (V8)",
    find: () => installed(join(ROOT, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node")),
    run: (node, file) =>
      runProgram([node], file, {
        say: "console.log",
        version: '"Node " + process.versions.node + ", V8 " + process.versions.v8',
      }),
  },
  {
    name: "Deno (V8)",
    find: () => installed(join(ROOT, "node_modules", ".bin", "deno")),
    run: (deno, file) =>
      runProgram([deno, "run", "--no-config", "--no-lock"], file, {
        say: "console.log",
        version: '"Deno " + Deno.version.deno + ", V8 " + Deno.version.v8',
      }),
  },
  {
    name: "gjs (SpiderMonkey)",
    foreign: true,
    find: () => Bun.which("gjs"),
    async run(gjs, file) {
      const [version, libraries] = await Promise.all([output([gjs, "--version"]), output(["ldd", gjs])]);
      const spiderMonkey = /libmozjs-(\d+)/.exec(libraries)?.[1] ?? "of unknown version";
      const name = JSON.stringify(`${version.trim()}, SpiderMonkey ${spiderMonkey}`);
      return runProgram([gjs, "-m"], file, { say: "print", version: name });
    },
  },
  {
    name: "Chromium (V8)",
    find: () => "chromium",
    async run(_, file) {
      const browser = await openBrowser();
      try {
        const version = `Chromium ${browser.context.browser()?.version()}`;
        const page = await browser.context.newPage();
        const address = "http://engine.test/";
        await page.route(`${address}**`, (route) =>
          route.request().url() === address
            ? route.fulfill({ contentType: "text/html", body: "<!doctype html>" })
            : route.fulfill({ contentType: "text/javascript", path: file }),
        );
        await page.goto(address);
        return { version, value: await page.evaluate(`import("./module.mjs").then((module) => module.answer())`) };
      } finally {
        await browser.close();
      }
    },
  },
];

/** How a program of an engine says something, and an expression for its version. */
interface Dialect {
  readonly say: string;
  readonly version: string;
}

async function runProgram<T>(command: readonly string[], file: string, { say, version }: Dialect): Promise<Answer<T>> {
  const script = file.replace(/\.mjs$/, `.${crypto.randomUUID()}.mjs`);
  const source = await Bun.file(file).text();
  await Bun.write(script, `${source}\n${say}(JSON.stringify({ version: ${version}, value: answer() }));\n`);
  return JSON.parse(await output([...command, script]));
}

/** What a program printed. Throws with its complaints when it fails. */
async function output(command: string[]): Promise<string> {
  const run = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env: { ...process.env, NO_COLOR: "1" } });
  const [out, problems] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
  const code = await run.exited;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${problems}`);
  return out;
}
