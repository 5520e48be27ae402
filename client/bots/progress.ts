import type { Fleet } from "./fleet.ts";
import { createReport } from "./report.ts";

const EVERY_MS = 500;

/** Redraws a status line on a terminal; does nothing elsewhere. Returns a function that stops it. */
export function showProgress(fleet: Fleet, requested: number, seconds: number): () => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  const startMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const passed = (nowMs - startMs) / 1000;
    const now = createReport(fleet, requested, passed, nowMs);
    const line = [
      `${now.joined}/${requested} bots`,
      fleet.failed > 0 ? `${fleet.failed} failed` : "",
      `${passed.toFixed(0)}/${seconds} s`,
      `rtt ${now.rttMs.p50.toFixed(1)} ms`,
      `${(now.bytesInPerClientPerSecond / 1000).toFixed(1)} kB/s each`,
      `corrections ${now.correctionPx.p50.toFixed(2)} px`,
      now.desyncs > 0 ? `${now.desyncs} DESYNCED` : "",
    ];
    stderr.write(`\r\x1b[2K${line.filter((part) => part !== "").join(" · ")}`);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    stderr.write("\r\x1b[2K");
  };
}
