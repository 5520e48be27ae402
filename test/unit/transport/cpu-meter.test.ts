import { beforeEach, expect, it } from "vitest";
import { CpuMeter } from "../../../server/transport/cpu-meter.ts";

let wallMs: number;
let usedMs: number;
let readings: number;
let meter: CpuMeter;

beforeEach(() => {
  wallMs = usedMs = readings = 0;
  meter = new CpuMeter({
    now: () => wallMs,
    usedMs: () => {
      readings++;
      return usedMs;
    },
  });
});

function pass(wall: number, used: number): void {
  wallMs += wall;
  usedMs += used;
}

function measure(wall: number, used: number): number {
  const startMs = meter.start();
  pass(wall, used);
  return meter.stop(startMs);
}

it("measures what the thread used, not how long it took", () => {
  expect(measure(100, 3)).toBe(3);
});

it("leaves out what the thread did before and after", () => {
  measure(5, 5);
  pass(50, 50);
  expect(measure(5, 4)).toBe(4);
});

it("counts short work as none, and reads the system's count once for much of it", () => {
  for (let i = 0; i < 9; i++) expect(measure(0.01, 0.01)).toBe(0);
  expect(readings).toBe(1);
});

it("reads anew before work that comes after other work", () => {
  measure(0.01, 0.01);
  pass(10, 10);
  expect(measure(1, 1)).toBe(1);
});

it("finds by the system's count that waiting is no work, and that counting is", async () => {
  const own = new CpuMeter();
  const waitingMs = own.start();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const waited = own.stop(waitingMs);
  const workingMs = own.start();
  const fromUs = usedUs();
  while (usedUs() - fromUs < 50_000);
  const worked = own.stop(workingMs);
  expect(waited).toBeLessThan(25);
  expect(worked).toBeGreaterThanOrEqual(45);
});

function usedUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
