import { cpus } from "node:os";

/** Time that all cores of this machine have worked, s: for everyone, not only for the benchmark. */
export function busyS(): number {
  let ms = 0;
  for (const { times } of cpus()) ms += times.user + times.nice + times.sys + times.irq;
  return ms / 1000;
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
