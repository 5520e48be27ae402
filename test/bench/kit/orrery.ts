import { join } from "node:path";
import { LOAD_ENV } from "../../harness/load-token.ts";
import { startServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";
import type { BenchWorld } from "./map.ts";
import { Metrics, quantileBetween } from "./prometheus.ts";
import { type Running, rssOf } from "./subject.ts";

/**
 * The real server, journal on.
 *
 * @param world null: the arena everyone knows
 * @param folder of the version, with its packages
 */
export async function startOrrery(world: BenchWorld | null, folder: string = ROOT): Promise<Running> {
  const command = [join(folder, "test", "bench", "kit", "server.ts"), JSON.stringify(world)];
  const server = await startServerProcess({ LOG_LEVEL: "error", ...LOAD_ENV }, command, [], folder);
  let before = await Metrics.read(server.url);
  return {
    url: server.url,
    dialect: "arena",
    folder,
    async counts() {
      const metrics = await Metrics.read(server.url);
      return {
        cpuS: metrics.number("orrery_cpu_seconds"),
        framesSent: metrics.number("orrery_frames_sent_total"),
        framesReceived: metrics.number("orrery_frames_received_total"),
        rssBytes: await rssOf(server.pid),
        atMs: performance.now(),
      };
    },
    async pace() {
      const after = await Metrics.read(server.url);
      const p99 = (name: string) => quantileBetween(before, after, name, 0.99) * 1000;
      const pace = { tickP99Ms: p99("orrery_tick_seconds"), lateP99Ms: p99("orrery_tick_late_seconds") };
      before = after;
      return pace;
    },
    stop: () => server.stop(),
  };
}
