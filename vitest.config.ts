import { defineConfig } from "vitest/config";

/** Files that hold a server to real time: they need both cores to themselves. */
const TIMED = ["test/netplay/arena/flood.test.ts", "test/netplay/lobby.test.ts"];
/** Files that play: two cores have room for the server and the bots of two. */
const PLAYED = ["test/netplay/**/*.test.ts"];
/** Files with a browser. They are the longest ones, so they come first among `others`. */
const BROWSED = ["test/e2e/**/*.test.ts"];
/** Files that change nothing global, so one worker can run many: loading modules anew took a third of their time. */
const UNIT = ["test/unit/**/*.test.ts"];
const ALL = ["test/**/*.test.ts", "examples/**/*.test.ts"];

const played = { maxWorkers: 2, sequence: { groupOrder: 1 } };
/** They wait for pages, files, timers and other processes half of the time. Their projects run in the order of their names. */
const others = { maxWorkers: 3, sequence: { groupOrder: 2 } };

export default defineConfig({
  test: {
    // Bun has no `channel.unref`, which the default pool of child processes calls.
    pool: "threads",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What comes in milliseconds takes longer where other files have the processor.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: "timed", include: TIMED, maxWorkers: 1, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: "played", include: PLAYED, exclude: TIMED, ...played } },
      { extends: true, test: { name: "browsed", include: BROWSED, ...others } },
      {
        extends: true,
        test: { name: "rest", include: ALL, exclude: [...TIMED, ...PLAYED, ...BROWSED, ...UNIT], ...others },
      },
      { extends: true, test: { name: "unit", include: UNIT, isolate: false, ...others } },
    ],
  },
});
