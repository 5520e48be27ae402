import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../harness/browser.ts";
import { ROOT } from "../harness/sources.ts";
import golden from "./battle.json";
import { prove } from "./proof.ts";

/** Engines that are programs: how to start each on a script. All come from npm, so that none is ever skipped. */
const PROGRAMS: Record<string, () => string[]> = {
  "Node 24 (V8)": () => [join(ROOT, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node")],
  "Deno (V8)": () => [join(ROOT, "node_modules", ".bin", "deno"), "run", "--no-config", "--no-lock"],
};

describe("D2: one battle, the same bits on every engine", () => {
  let folder = "";
  let script = "";
  let source = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "orrery-engines-"));
    const built = await Bun.build({
      entrypoints: [join(import.meta.dirname, "proof.ts")],
      target: "browser",
      format: "esm",
    });
    source = await built.outputs[0].text();
    script = join(folder, "proof.mjs");
    await Bun.write(script, `${source}\nconsole.log(JSON.stringify(prove()));\n`);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("Bun (JavaScriptCore)", () => {
    expect(prove()).toEqual(golden);
  });

  it.each(Object.entries(PROGRAMS))("%s", async (_, command) => {
    const [program, ...args] = command();
    expect(existsSync(program), `${program} is installed`).toBe(true);
    const run = Bun.spawn([program, ...args, script], {
      stdout: "pipe",
      stderr: "pipe",
      env: { ...process.env, NO_COLOR: "1" },
    });
    const [out, problems] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
    expect(await run.exited, problems).toBe(0);
    expect(JSON.parse(out)).toEqual(golden);
  });

  it("Chromium (V8)", async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.context.newPage();
      const url = `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`;
      const proof = await page.evaluate(`import("${url}").then((module) => module.prove())`);
      expect(proof).toEqual(golden);
    } finally {
      await browser.close();
    }
  });
});
