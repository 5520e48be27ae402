import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StoreError } from "../../server/platform/store/port.ts";
import type { PlayerRow } from "../../server/platform/store/rows.ts";
import { startServer } from "../../server/start.ts";
import { findPostgres } from "../harness/postgres.ts";
import { NOW_MS, STORE_KINDS } from "./store-backends.ts";

const PLAYER: PlayerRow = { id: 1, name: "A", nameKey: "a", role: 0, passwordHash: null, createdAtMs: NOW_MS };

const BREAK =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

describe.runIf(findPostgres() !== null)("connections to Postgres that break", () => {
  it("fail what they were at, as a StoreError, and are made anew", async () => {
    const shelf = await STORE_KINDS.find(({ name }) => name === "Postgres")!.start();
    try {
      const place = await shelf.place();
      const store = await shelf.open(place);
      await store.addPlayer(PLAYER);
      const broken = store.transaction(async (within) => {
        await shelf.run(place, BREAK);
        await within.player(1);
      });
      await expect(broken).rejects.toBeInstanceOf(StoreError);
      await shelf.run(place, BREAK);
      await expect.poll(() => store.player(1).catch(() => null)).toEqual(PLAYER);
      await store.close();
    } finally {
      await shelf.end();
    }
  });
});

describe.each(STORE_KINDS.filter(({ missing }) => missing === null))("a server on $name", ({ name, start }) => {
  it("knows its people again after a restart", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "orrery-data-"));
    const shelf = await start();
    const settings = { port: 0, host: "127.0.0.1", dataDir, logLevel: "silent" } as const;
    const databaseUrl = name === "SQLite" ? null : await shelf.emptyPlace();
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
