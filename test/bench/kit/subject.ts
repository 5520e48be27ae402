import type { DialectName } from "../load/dialects.ts";

/** What a server counted since it began. */
export interface ServerCounts {
  /** User and system time of its process. */
  readonly cpuS: number;
  readonly framesSent: number;
  readonly framesReceived: number;
  readonly rssBytes: number;
  /** Share of ships whose thrust is on, where it is known: proof that controls arrive. */
  readonly thrusting?: number;
  readonly atMs: number;
}

/** A server under load, in a process of its own. */
export interface Running {
  readonly url: string;
  readonly dialect: DialectName;
  /** Of the version that it is: its own load knows its protocol. Default: this one. */
  readonly folder?: string;
  counts(): Promise<ServerCounts>;
  /** Since the last call: 99th percentiles of a tick's own time (null: not known) and of how late ticks began, ms. */
  pace(): Promise<{ readonly tickP99Ms: number | null; readonly lateP99Ms: number }>;
  stop(): Promise<void>;
}

/** Resident memory of a process where the system tells it; NaN elsewhere. */
export async function rssOf(pid: number): Promise<number> {
  try {
    const found = (await Bun.file(`/proc/${pid}/status`).text()).match(/^VmRSS:\s+(\d+) kB/m);
    return Number(found?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
