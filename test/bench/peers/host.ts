import { createInterface } from "node:readline";
import { HELD, STEP_HZ, type World } from "./world.ts";

/** usage of every peer: SERVER JSON of this. */
export interface PeerOrder {
  readonly players: number;
  readonly radiusPx: number;
}

export const order = JSON.parse(process.argv[2] ?? "{}") as PeerOrder;

export const counts = { framesSent: 0, framesReceived: 0 };

let late: number[] = [];

/** A step or snapshot began so long after its time. */
export function wasLate(ms: number): void {
  late.push(ms);
}

/** Says that the peer listens, and answers the benchmark's questions from then on. */
export function ready(port: number, world: World): void {
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ port });
  createInterface({ input: process.stdin }).on("line", (line) => {
    if (line === "stop") process.exit(0);
    if (line === "pace") {
      const sorted = late.sort((a, b) => a - b);
      late = [];
      say({ tickP99Ms: null, lateP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0 });
      return;
    }
    const { user, system } = process.cpuUsage();
    const thrusting = world.held.filter((held) => held & HELD.thrust).length / world.players;
    say({ ...counts, thrusting, cpuS: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() });
  });
}

/** A drift-corrected loop: steps and snapshots at their times, late ones made up for. */
export function runLoop(step: () => void, snapshotHz: number, snapshot: () => void): void {
  const startMs = performance.now();
  let [steps, snapshots] = [1, 1];
  const run = () => {
    for (let made = 0; made < 8; made++) {
      const stepMs = startMs + (steps * 1000) / STEP_HZ;
      const snapshotMs = startMs + (snapshots * 1000) / snapshotHz;
      const dueMs = Math.min(stepMs, snapshotMs);
      const nowMs = performance.now();
      if (nowMs < dueMs) break;
      wasLate(nowMs - dueMs);
      if (stepMs <= snapshotMs) {
        steps++;
        step();
      } else {
        snapshots++;
        snapshot();
      }
    }
    const dueMs = startMs + Math.min((steps * 1000) / STEP_HZ, (snapshots * 1000) / snapshotHz);
    setTimeout(run, Math.max(0, dueMs - performance.now()));
  };
  run();
}
