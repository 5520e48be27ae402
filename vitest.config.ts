import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: a server, a browser and bots per end-to-end file leave room for one file beside them.
    maxWorkers: 2,
  },
});
