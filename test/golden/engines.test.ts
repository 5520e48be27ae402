import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import golden from "./battle.json";
import { type Answer, ENGINES } from "./engines.ts";
import goldenExamples from "./examples.json";
import goldenMeeting from "./meeting.json";
import { answerAll, summarise } from "./proof.ts";
import goldenWar from "./war.json";
import { recordWar } from "./war.ts";

type Answers = ReturnType<typeof answerAll>;

const examples = Object.fromEntries(Object.entries(goldenExamples).map(([name, { hashes }]) => [name, hashes]));

const SECONDS = 600;
const TIMEOUT_MS = 180_000;

describe("D2, D3: one battle, the same bits on every engine", () => {
  const running = new Map<string, Promise<Answer<Answers>>>();
  let journal: Uint8Array;
  let folder = "";
  let here: Answers;

  beforeAll(async () => {
    journal = recordWar();
    folder = await mkdtemp(join(tmpdir(), "orrery-engines-"));
    const file = join(folder, "module.mjs");
    await Bun.write(file, await moduleWith(journal));
    for (const engine of ENGINES) {
      const program = engine.find();
      if (program === null) continue;
      const run = engine.run<Answers>(program, file);
      run.catch(() => {});
      running.set(engine.name, run);
    }
    here = answerAll(journal);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await Promise.allSettled(running.values());
    await rm(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  it("Bun (JavaScriptCore)", () => {
    report(`Bun ${process.versions.bun}, JavaScriptCore ${process.versions.webkit}`, here);
    expect(here.proof).toEqual(golden);
    expect(here.meeting).toEqual(goldenMeeting);
    expect(here.examples).toEqual(examples);
    expect(here.war.hashes).toHaveLength(SECONDS);
    expect(summarise(journal, here.war)).toEqual(goldenWar);
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
      report(version, value);
      expect(value.proof).toEqual(golden);
      expect(value.meeting).toEqual(goldenMeeting);
      expect(value.examples).toEqual(examples);
      expect(firstDifference(value.war.hashes, here.war.hashes)).toBe("none");
      expect(value.war).toEqual(here.war);
    },
    TIMEOUT_MS,
  );
});

/** A module whose `answer` needs nothing but the language. */
async function moduleWith(journal: Uint8Array): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dirname, "proof.ts")],
    target: "browser",
    format: "esm",
  });
  const text = JSON.stringify(Buffer.from(journal).toString("latin1"));
  return `${await built.outputs[0].text()}
export const answer = () => answerAll(Uint8Array.from(${text}, (character) => character.charCodeAt(0)));`;
}

/** In words, because two lists of 600 hashes say little. */
function firstDifference(found: readonly string[], expected: readonly string[]): string {
  if (found.length !== expected.length) return `${found.length} hashes, not ${expected.length}`;
  const second = found.findIndex((hash, i) => hash !== expected[i]);
  return second < 0 ? "none" : `second ${second + 1}: ${found[second]}, and ${expected[second]} on Bun`;
}

function report(version: string, { war: { ticks, hashes } }: Answers): void {
  console.log(`${version}: ${ticks} ticks, ${hashes.length} hashes, the last ${hashes.at(-1)}`);
}
