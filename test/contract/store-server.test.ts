import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startServer } from "../../server/start.ts";
import { STORE_KINDS } from "./store-backends.ts";

describe.each(STORE_KINDS.filter(({ missing }) => missing === null))("a server on $name", ({ name, start }) => {
  it("knows its people again after a restart", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
    const shelf = await start();
    const settings = { port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" } as const;
    const databaseUrl = name === "SQLite" ? null : await shelf.place();
    try {
      const first = await startServer({ ...settings, databaseUrl });
      const guest = await fetch(`${first.url}/auth/guest`, { method: "POST" });
      const { token, player } = await guest.json();
      await first.stop();

      const again = await startServer({ ...settings, databaseUrl });
      const me = await fetch(`${again.url}/me`, { headers: { authorization: `Bearer ${token}` } });
      expect(await me.json()).toMatchObject({ player });
      await again.stop();
    } finally {
      await shelf.end();
      await rm(dataDir, { recursive: true });
    }
  });
});
