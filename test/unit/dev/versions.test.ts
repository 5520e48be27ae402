import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { versionOf } from "../../../server/dev/versions.ts";
import { MachineRegistry } from "../../../server/releases/machine-registry.ts";
import { ReleaseStore } from "../../../server/releases/release-store.ts";
import { buildScript, RELEASE_LIMITS, writeRelease } from "../../../server/releases/save-release.ts";
import { asAnyRules, withVersion } from "../../../shared/kit/index.ts";
import { wireOf } from "../../../shared/wire/kit/index.ts";
import steps from "../../harness/games/steps/rules.ts";
import { ROOT } from "../../harness/sources.ts";

const OWN = 1;
const FIRST = 1_000_000_001;

let folder: string;
let store: ReleaseStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-versions-"));
  store = new ReleaseStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = (text: string) => new TextEncoder().encode(text);

/** Saves a change as development does. Returns its version. */
function save(text: string, own = OWN): number {
  const version = versionOf(store, "steps", own, script(text));
  const definition = { name: "steps", machine: { id: "steps", version }, wire: "w" };
  writeRelease(folder, { definition, script: script(text), page: [] });
  return version;
}

describe("versions in development", () => {
  it("are the source's own at first, and then one for each script", () => {
    expect(["a", "b", "c", "c"].map((text) => save(text))).toEqual([OWN, FIRST, FIRST + 1, FIRST + 1]);
  });

  it("come back with their script, as when a change is undone", () => {
    expect(["a", "b", "c", "b", "a", "d"].map((text) => save(text))).toEqual([
      OWN,
      FIRST,
      FIRST + 1,
      FIRST,
      OWN,
      FIRST + 2,
    ]);
  });

  it("follow the source to another version of its own", () => {
    expect([save("a"), save("b"), save("c", 2), save("d", 2)]).toEqual([OWN, FIRST, 2, FIRST + 1]);
  });

  it("D8: push out only others of development", () => {
    const saves = RELEASE_LIMITS.releases + 5;
    for (let i = 0; i <= saves; i++) save(`${i}`);
    const versions = store.list().map(({ version }) => version);
    expect(versions).toHaveLength(1 + RELEASE_LIMITS.releases);
    expect([versions[0], versions[1], versions.at(-1)]).toEqual([OWN, FIRST + 5, FIRST + saves - 1]);
  });
});

describe("a game's release of a version that its source does not know", () => {
  it("is of that version, with its wire, and plays journals of the source's version where development changed it", async () => {
    const entry = join(ROOT, "test", "harness", "games", "steps", "server.ts");
    const source = asAnyRules(steps);
    const built = await buildScript(entry);
    const release = (version: number, wire: string) =>
      writeRelease(folder, {
        definition: { name: "steps", machine: { id: "steps", version }, wire },
        script: built,
        page: [],
      });
    release(OWN, wireOf(source));
    const registry = new MachineRegistry([source.machine as never], store);
    expect(registry.find("steps", OWN)).toBe(source.machine);

    // The fingerprint has the version in it.
    expect(() => store.loadRoom(release(FIRST, wireOf(source)), 60)).toThrow("room.js holds steps version");
    const room = store.loadRoom(release(FIRST, wireOf(withVersion(source, FIRST))), 60);
    expect(room.machine).toMatchObject({ id: "steps", version: FIRST });
    expect(registry.find("steps", OWN)).not.toBe(source.machine);
    expect(registry.find("steps", OWN)).toMatchObject({ version: OWN });
  });
});
