import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openFeedDatabase } from "../../../server/platform/feed/database.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";

const folder = mkdtempSync(join(tmpdir(), "orrery-open-database-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Another process that holds a database for half a second. Resolves when it does. */
async function lockedElsewhere(path: string): Promise<{ readonly exited: Promise<number> }> {
  const script = `
    const { Database } = require("bun:sqlite");
    const db = new Database(${JSON.stringify(path)});
    db.run("PRAGMA locking_mode = EXCLUSIVE");
    db.run("CREATE TABLE IF NOT EXISTS theirs (x)");
    db.run("BEGIN EXCLUSIVE");
    console.log("locked");
    setTimeout(() => { db.run("COMMIT"); db.close(); }, 500);`;
  const other = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  const { value } = await other.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("locked\n");
  return other;
}

const OPENED = {
  async store(path: string) {
    const store = await openStore(sqlite(path), { pruned() {}, wallMs: Date.now });
    await store.addPilots([{ room: "r", pilot: 1, player: 0, name: "Ada", atMs: 1 }]);
    return () => store.close();
  },
  async feed(path: string) {
    const db = openFeedDatabase(path);
    return async () => db.close();
  },
};

describe.each(Object.entries(OPENED))("the database of the %s", (name, open) => {
  it.each(["created", "there before"])("waits for a lock that ends while it is opened: %s", async (when) => {
    const path = join(folder, `${name} ${when}.sqlite`);
    if (when === "there before") await (await open(path))();
    const other = await lockedElsewhere(path);
    await (await open(path))();
    expect(await other.exited).toBe(0);
  });
});

it("a store that is closed leaves no connection behind", async () => {
  const path = join(folder, "closed.sqlite");
  await (await OPENED.store(path))();
  // The last connection of all deletes the log.
  expect([existsSync(path), existsSync(`${path}-wal`)]).toEqual([true, false]);
});
