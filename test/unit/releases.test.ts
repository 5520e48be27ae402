import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MachineRegistry } from "../../server/releases/machine-registry.ts";
import { MANIFEST, RELEASE_FORMAT, type Release, SCRIPT } from "../../server/releases/release.ts";
import { ReleaseStore } from "../../server/releases/release-store.ts";
import { ReleasedRounds } from "../../server/releases/released-rounds.ts";
import { releaseRoutes } from "../../server/releases/routes.ts";
import { RELEASE_LIMITS, saveRelease } from "../../server/releases/save-release.ts";
import { runReplay } from "../../server/replay/run.ts";
import { asAnyRoomDefinition } from "../../server/runtime/room-definition.ts";
import { readTimeline, verify } from "../../shared/journal/index.ts";
import { RoomBench } from "../harness/rooms.ts";
import { askRoutes } from "../harness/routes.ts";
import { ROOT } from "../harness/sources.ts";
import { laterTugRoom, tug, tugRoom } from "../harness/tiny-game.ts";
import { record, type Tape } from "./journal/tapes.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let folder: string;
let shelf: ReleaseStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-releases-"));
  shelf = new ReleaseStore(join(folder, "releases"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (content: string) => new TextEncoder().encode(content);
const PAGE = [
  { path: "index.html", type: "text/html", bytes: text("<p>the page of then</p>") },
  { path: "assets/main-1234abcd.js", type: "text/javascript", bytes: text("then()") },
];
const now = tugRoom("tug", 4);
const later = laterTugRoom("tug", 4);

/** Source of a module that releases what is exported under a name by the tiny game. */
function entry(name: string): string {
  const path = join(folder, `${name}.ts`);
  writeFileSync(
    path,
    `import { ${name} } from "${ROOT}/test/harness/tiny-game.ts";
    export const define = (seatHoldS: number) => ${name}("tug", 4, seatHoldS);`,
  );
  return path;
}

/** Of a shelf and of replays, by id; those of `later` are shown by the current page. */
function routes(replays: Record<string, Uint8Array> = {}) {
  const rounds = new ReleasedRounds([{ definition: asAnyRoomDefinition(later), game: {} }], shelf);
  return releaseRoutes({
    shelf,
    rounds,
    pageOf: () => "/",
    store: { openReplay: async (id) => (replays[id] === undefined ? null : new Blob([replays[id].slice()])) },
  });
}

const keepNow = () => saveRelease(shelf.folder, { definition: now, entry: entry("tugRoom"), page: PAGE });
const manifest = (id: string) => join(shelf.folder, id, MANIFEST);

describe("a room type that is kept", () => {
  it("runs again with its rules and wire and this server's settings, after the source has changed", async () => {
    const release = await keepNow();
    expect(shelf.find("tug", 1)).toEqual(release);
    expect(release).toMatchObject({ id: "tug-1", format: RELEASE_FORMAT, machine: "tug", wire: now.wire });
    const room = shelf.loadRoom(release, 17);
    expect(room).toMatchObject({ name: "tug", wire: now.wire, seatHoldS: 17, patchEveryTicks: 3 });
    expect(room.machine).not.toBe(tug);
    expect(room.machine).toMatchObject({ id: "tug", version: 1 });
    expect(later.wire).not.toBe(room.wire);
  });

  it("is unchanged when nothing changed, and replaced by another build of its version", async () => {
    const release = await keepNow();
    const before = readFileSync(manifest("tug-1"), "utf8");
    expect(await keepNow()).toEqual(release);
    expect(readFileSync(manifest("tug-1"), "utf8")).toBe(before);
    const changed = [{ ...PAGE[0], bytes: text("<p>a line more</p>") }];
    await saveRelease(shelf.folder, { definition: now, entry: entry("tugRoom"), page: changed });
    expect(shelf.list()).toHaveLength(1);
    expect(shelf.get("tug-1")?.files.map(({ path }) => path)).toEqual([SCRIPT, "page/index.html"]);
    await saveRelease(shelf.folder, { definition: later, entry: entry("laterTugRoom"), page: PAGE });
    expect(shelf.list().map(({ id }) => id)).toEqual(["tug-1", "tug-2"]);
  });

  it("is still there when the next one cannot be bundled", async () => {
    const release = await keepNow();
    const bad = join(folder, "bad.ts");
    writeFileSync(bad, 'import "./nowhere.ts";');
    await expect(saveRelease(shelf.folder, { definition: now, entry: bad, page: PAGE })).rejects.toThrow();
    expect(shelf.loadRoom(release, 60).name).toBe("tug");
  });

  it("D8: gives way to newer ones in the end", async () => {
    await keepNow();
    const row = JSON.parse(readFileSync(manifest("tug-1"), "utf8")) as Release;
    for (let version = 2; version <= RELEASE_LIMITS.releases; version++) {
      mkdirSync(join(shelf.folder, `tug-${version}`));
      writeFileSync(manifest(`tug-${version}`), JSON.stringify({ ...row, id: `tug-${version}`, version }));
    }
    expect(shelf.list()).toHaveLength(RELEASE_LIMITS.releases);
    const definition = { ...now, machine: { id: "tug", version: 100 } };
    await saveRelease(shelf.folder, { definition, entry: entry("tugRoom"), page: PAGE });
    const versions = shelf.list().map(({ version }) => version);
    expect(versions).toHaveLength(RELEASE_LIMITS.releases);
    expect([versions[0], versions.at(-1)]).toEqual([2, 100]);
  });

  it("is refused when it was changed, or has an unsupported format", async () => {
    const release = await keepNow();
    const script = join(shelf.folder, "tug-1", SCRIPT);
    const before = readFileSync(script, "utf8");
    writeFileSync(script, before.replace("tickHz:60", "tickHz:30"));
    expect(() => shelf.loadRoom(release, 60)).toThrow(/tug-1: room\.js was changed: its hash is/);
    rmSync(script);
    expect(() => shelf.loadRoom(release, 60)).toThrow("tug-1: room.js is missing");
    writeFileSync(script, before);
    expect(() => shelf.loadRoom({ ...release, format: "0.1" }, 60)).toThrow(
      `tug version 1 has the format 0.1, but this server runs ${RELEASE_FORMAT}`,
    );
    expect(() => shelf.loadRoom({ ...release, wire: later.wire }, 60)).toThrow(/room\.js holds tug version 1/);
    expect(shelf.loadRoom(release, 60).name).toBe("tug");
  });

  it.each(["../tug-1", "tug", "tug-1/..", "", "tug-2"])("is not found under %j", async (id) => {
    await keepNow();
    expect(shelf.get(id)).toBeNull();
  });
});

describe("the page of a version that is kept", () => {
  const get = (path: string) => {
    return askRoutes([{ table: routes() }]).ask(path);
  };

  it("is served unchanged beside the current one", async () => {
    await keepNow();
    const page = await get("/v/tug-1/?fx=low");
    expect([page.status, page.headers.get("content-type"), page.headers.get("cache-control")]).toEqual([
      200,
      "text/html",
      "no-cache",
    ]);
    expect(await page.text()).toBe("<p>the page of then</p>");
    const script = await get("/v/tug-1/assets/main-1234abcd.js");
    expect([await script.text(), script.headers.get("cache-control")]).toEqual([
      "then()",
      expect.stringContaining("immutable"),
    ]);
    const bare = await get("/v/tug-1?fx=low");
    expect([bare.status, bare.headers.get("location")]).toEqual([302, "/v/tug-1/?fx=low"]);
  });

  it.each(["/v/tug-2/", "/v/tug-1/release.json", "/v/tug-1/room.js", "/v/tug-1/../tug-1/room.js", "/v/..%2F/"])(
    "is all that is served: not %s",
    async (path) => {
      await keepNow();
      expect((await get(path)).status).toBe(404);
    },
  );

  it("counts as missing when one of its files was changed", async () => {
    await keepNow();
    writeFileSync(join(shelf.folder, "tug-1", "page", "index.html"), "<p>something else</p>");
    expect((await get("/v/tug-1/")).status).toBe(404);
    rmSync(join(shelf.folder, "tug-1", "page"), { recursive: true });
    expect((await get("/v/tug-1/assets/main-1234abcd.js")).status).toBe(404);
  });

  it("is not searched for without such a room", async () => {
    const answer = await get("/play/nowhere?fx=low");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/?fx=low"]);
  });
});

describe("the page that shows a replay", () => {
  const led = async (path: string, replays: Record<string, Uint8Array>) => {
    const answer = await askRoutes([{ table: routes(replays) }]).ask(`/watch/${path}`);
    return [answer.status, answer.headers.get("location")];
  };

  it.each([
    ["of a version that is kept", 1, "/v/tug-1/?fx=low&replay=round-1"],
    ["of the current version", 2, "/?fx=low&replay=round-1"],
    ["of a version that nobody kept", 3, "/?fx=low&replay=round-1"],
  ])("is, for one %s, the page of its version if there is one", async (_what, version, location) => {
    await keepNow();
    const { segments } = record({ ...tug, version }, { seats: 4 }, 100, () => []);
    expect(await led("round-1?fx=low", { "round-1": segments[0].bytes })).toEqual([302, location]);
  });

  it("is the current one for anything but a replay", async () => {
    expect(await led("round-1", {})).toEqual([302, "/?replay=round-1"]);
    expect(await led("round-1", { "round-1": text("not a journal") })).toEqual([302, "/?replay=round-1"]);
  });
});

describe("a journal of an old version", () => {
  let tape: Tape;
  beforeEach(async () => {
    const pulls = (tick: number) =>
      tick % 7 === 0 ? [{ type: "pull" as const, seat: tick % 4, strength: tick % 5, shout: false }] : [];
    tape = record(tug, { seats: 4 }, 200, pulls);
    await keepNow();
  });

  const verifyAll = (registry: MachineRegistry) => {
    const { header, ...timeline } = readTimeline(tape.segments);
    return verify(registry.find(header.machine, header.machineVersion), { header, ...timeline });
  };

  it("replays bit for bit by the rules of that version, while another is current", () => {
    const registry = new MachineRegistry([later.machine], shelf);
    expect(registry.find("tug", 2)).toBe(later.machine);
    expect(verifyAll(registry)).toMatchObject({ ok: true, ticks: 200, hash: tape.hashes[200] });
  });

  it("is verified by npm run replay", () => {
    writeFileSync(join(folder, "old.orj"), tape.segments[0].bytes);
    const registry = new MachineRegistry([later.machine], shelf);
    expect(runReplay(["verify", "old.orj"], registry, (path) => join(folder, path))).toMatchObject({ code: 0 });
    expect(runReplay(["info", "old.orj"], registry, (path) => join(folder, path)).out).toMatch(/ticks.*1\.7 s/);
  });

  it("is verified by the command line, with the versions of its data folder", async () => {
    writeFileSync(join(folder, "old.orj"), tape.segments[0].bytes);
    const command = [process.execPath, join(ROOT, "server", "replay", "main.ts"), "verify", "old.orj", "--json"];
    const verifying = (dataDir: string) =>
      Bun.spawn(command, {
        env: { ...process.env, DATA_DIR: dataDir, INIT_CWD: folder },
        stdout: "pipe",
        stderr: "pipe",
      });
    const there = verifying(folder);
    expect(JSON.parse(await new Response(there.stdout).text())).toMatchObject({ ok: true, ticks: 100 });
    expect(await there.exited).toBe(0);
    const missing = verifying(join(folder, "elsewhere"));
    expect(await new Response(missing.stderr).text()).toMatch(
      /a journal of the unknown machine tug; known are .*\blobby\b/,
    );
    expect(await missing.exited).toBe(1);
  });

  it("is refused if its version is not kept, with a list of those that are", () => {
    expect(() => verifyAll(new MachineRegistry([later.machine], null))).toThrow(
      "a journal of tug version 1 cannot be played by tug version 2",
    );
    expect(() => new MachineRegistry([later.machine], shelf).find("tug", 3)).toThrow(
      /cannot be played by tug version 1, 2/,
    );
  });
});
