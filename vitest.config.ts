import { defineConfig } from "vitest/config";

/** Files that hold a server to real time: they need both cores to themselves. */
const TIMED = ["test/netplay/arena/flood.test.ts", "test/netplay/lobby.test.ts"];
const UNIT = ["test/unit/**/*.test.ts"];

export default defineConfig({
  test: {
    // Bun has no `channel.unref`, which the default pool of child processes calls.
    pool: "threads",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: [...TIMED, ...UNIT],
          // Two cores: a server, a browser and bots per end-to-end file leave room for one file beside them.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // They change nothing that is global, so one worker can run many: loading modules anew took a third of their time.
        test: { name: "unit", include: UNIT, isolate: false, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      { extends: true, test: { name: "timed", include: TIMED, maxWorkers: 1, sequence: { groupOrder: 0 } } },
    ],
  },
});
