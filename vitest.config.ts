import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Bun has no `channel.unref`, which the default pool of child processes calls.
    pool: "threads",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: a server, a browser and bots per end-to-end file leave room for one file beside them.
    maxWorkers: 2,
  },
});
