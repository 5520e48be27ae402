/** The real server, which prints what it holds whenever it is sent SIGUSR2. */

import { heapStats } from "bun:jsc";
import { EventEmitter } from "node:events";
import { type Held, MARK } from "./held.ts";

process.on("SIGUSR2", () => {
  Bun.gc(true);
  const { heapSize, objectCount, objectTypeCounts: of } = heapStats();
  const held: Held = {
    heapMB: heapSize / 2 ** 20,
    residentMB: process.memoryUsage.rss() / 2 ** 20,
    objects: objectCount,
    timers: (of.Timeout ?? 0) + (of.Interval ?? 0) + (of.Immediate ?? 0),
    emitters: of[EventEmitter.name] ?? 0,
    promises: of.Promise ?? 0,
  };
  console.log(`${MARK}${JSON.stringify(held)}`);
});

await import("../../server/main.ts");
