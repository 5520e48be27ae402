import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataDir } from "../../server/data-dir.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { entryOf, INVENTORY, listData, tidyDataDir } from "../../server/storage/inventory.ts";
import { readSources } from "../harness/sources.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "orrery-data-")), "data");
});
afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }));

const modeOf = (path: string) => statSync(join(folder, path)).mode & 0o777;

/** As a version made it that knew no modes. */
function make(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, path), "something", { mode: 0o644 });
  }
  for (const { path, kind } of listData(folder)) chmodSync(join(folder, path), kind === "folder" ? 0o755 : 0o644);
  chmodSync(folder, 0o755);
}

const OLD = [
  ...["lock", "secret", "orrery.sqlite", "orrery.sqlite-wal", "feed.sqlite", "feed.sqlite-shm"],
  ...["journal/a-Room_1/00000001.orj", "journal/a-Room_1/owner", "journal/a-Room_1/attempts"],
  ...["aside/a-Room_1-1/00000001.orj", "aside/a-Room_1-1/owner", "aside/a-Room_1-1/reason.txt"],
  ...["replays/a-Room_1-00000001.orj", "releases/tug-2/release.json", "releases/tug-2/page/assets/x.js"],
];

describe("the data folder", () => {
  it("is readable by nobody else, as are its files", () => {
    const opened = openDataDir(folder);
    opened.secret();
    diskFileSystem.create(`${folder}/journal/r/00000001.orj`).close();
    diskFileSystem.replace(`${folder}/journal/r/owner`, new Uint8Array(1));
    diskFileSystem.move(`${folder}/journal/r`, `${folder}/aside/r-1`);
    opened.release();
    expect([opened.problem, opened.tidied, modeOf("")]).toEqual([null, [], 0o700]);
    for (const { path, kind, mode } of listData(folder)) {
      expect([path, mode]).toEqual([path, kind === "folder" ? 0o700 : 0o600]);
      expect(entryOf(path, kind), path).not.toBeNull();
    }
  });

  it("of an earlier version is made private with all its files, which is logged once", () => {
    make(...OLD);
    const said = tidyDataDir(folder);
    expect(said).toEqual([
      expect.stringMatching(/data was 0755, and is 0700 now/),
      expect.stringMatching(/^\d+ files and folders .* no longer can$/),
    ]);
    for (const { path, kind, mode } of listData(folder))
      expect([path, mode]).toEqual([path, kind === "folder" ? 0o700 : 0o600]);
    expect(tidyDataDir(folder)).toEqual([]);
  });

  it("loses half-written files of an earlier process", () => {
    make("journal/r/00000001.orj", "journal/r/owner.new", "replays/r-00000001.orj.new", "releases/tug-3.new/page/x");
    expect(tidyDataDir(folder).at(-1)).toMatch(/^\d half-written files/);
    expect([...listData(folder)].map(({ path }) => path)).toEqual([
      "journal",
      "journal/r",
      "journal/r/00000001.orj",
      "releases",
      "replays",
    ]);
  });

  it("that others use too stays readable, and foreign files are left alone", () => {
    make("secret", "notes/today.txt");
    writeFileSync(join(dirname(folder), "elsewhere"), "", { mode: 0o644 });
    symlinkSync(join(dirname(folder), "elsewhere"), join(folder, "feed.sqlite"));
    expect(tidyDataDir(folder)[0]).toMatch(/stays 0755, as it also holds notes/);
    expect([modeOf(""), modeOf("secret"), modeOf("notes"), modeOf("notes/today.txt")]).toEqual([
      0o755, 0o600, 0o755, 0o644,
    ]);
    expect(modeOf("feed.sqlite")).toBe(0o644);
  });

  it("names for each kind of file the source that makes it", () => {
    const paths = readSources(["server"]).map(({ path }) => path);
    for (const { writtenBy } of INVENTORY)
      expect(
        paths.some((path) => path === writtenBy || path.startsWith(`${writtenBy}/`)),
        writtenBy,
      ).toBe(true);
    for (const path of OLD) expect(entryOf(path, "file"), path).not.toBeNull();
    expect(existsSync(folder)).toBe(false);
  });
});
