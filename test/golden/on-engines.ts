import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, it } from "vitest";
import { type Answer, ENGINES } from "./engines.ts";

const TIMEOUT_MS = 180_000;

export interface EngineProof<Answers> {
  /** Path of a module that exports `answerAll` and uses nothing but the language. */
  readonly entry: string;
  /** What `answerAll` is called with. Default: nothing. */
  readonly input?: () => Uint8Array;
  /** Its answer on Bun. */
  answerHere(input: Uint8Array): Answers;
  /** Checks an engine's answer; `here` is that on Bun. */
  check(value: Answers, here: Answers, input: Uint8Array): void;
}

/** Tests that every engine gives a right answer. Engines that are not installed are left out with a warning, but not in CI. */
export function testOnEveryEngine<Answers>({ entry, input, answerHere, check }: EngineProof<Answers>): void {
  const running = new Map<string, Promise<Answer<Answers>>>();
  let given: Uint8Array = new Uint8Array();
  let folder = "";
  let here: Answers;

  beforeAll(async () => {
    given = input?.() ?? given;
    folder = await mkdtemp(join(tmpdir(), "orrery-engines-"));
    const file = join(folder, "module.mjs");
    await Bun.write(file, await moduleWith(entry, given));
    for (const engine of ENGINES) {
      const program = engine.find();
      if (program === null) continue;
      const run = engine.run<Answers>(program, file);
      run.catch(() => {});
      running.set(engine.name, run);
    }
    here = answerHere(given);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await Promise.allSettled(running.values());
    await rm(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  it("Bun (JavaScriptCore)", () => {
    console.log(`Bun ${process.versions.bun}, JavaScriptCore ${process.versions.webkit}`);
    check(here, here, given);
  });

  it.each(ENGINES)(
    "$name",
    async ({ name, foreign }) => {
      const run = running.get(name);
      if (run === undefined && foreign && process.env.CI !== "true") {
        console.warn(`NOT PROVED on ${name}: it is not installed on this machine`);
        return;
      }
      if (run === undefined) throw new Error(`${name} is not installed`);
      const { version, value } = await run;
      console.log(version);
      check(value, here, given);
    },
    TIMEOUT_MS,
  );
}

/** A module whose `answer` needs nothing but the language. */
async function moduleWith(entry: string, input: Uint8Array): Promise<string> {
  const built = await Bun.build({ entrypoints: [entry], target: "browser", format: "esm" });
  const text = JSON.stringify(Buffer.from(input).toString("latin1"));
  return `${await built.outputs[0].text()}
export const answer = () => answerAll(Uint8Array.from(${text}, (character) => character.charCodeAt(0)));`;
}
