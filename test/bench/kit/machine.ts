import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Of a second of Linux's own counts. */
const JIFFIES_A_SECOND = 100;

/** Time that this machine's processors were busy since it started, s: also with packets, and for other machines. */
export function busyS(): number {
  try {
    const [user, nice, system, _idle, _iowait, irq, softirq, steal] = readFileSync("/proc/stat", "utf8")
      .split("\n", 1)[0]
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq + steal) / JIFFIES_A_SECOND;
  } catch {
    // Elsewhere than on Linux.
    return cpus().reduce((ms, { times }) => ms + times.user + times.nice + times.sys + times.irq, 0) / 1000;
  }
}

/** More of a core than this in other programs' hands, and figures tell of them. */
const OTHERS_MOST = 0.15;

/** A remark on figures that others have disturbed; null: they are undisturbed. */
export function disturbance(othersCpuShare: number): string | null {
  if (othersCpuShare <= OTHERS_MOST) return null;
  return `other programs took ${Math.round(othersCpuShare * 100)} % of a core meanwhile`;
}

/** What went wrong, in a line: of a process that ended, what it said last. */
export function shortly(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^\w*Error: .*$/m.exec(message)?.[0] ?? message.split("\n")[0] ?? "";
}
