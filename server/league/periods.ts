import type { LeaguePeriod } from "../store/port.ts";

const DAY_MS = 86_400_000;
/** Days from a Monday to the first day of 1970, a Thursday. */
const MONDAY_TO_EPOCH = 3;

/** When a league's period began, ms since 1970: days, and weeks from Monday on, in UTC. */
export function sinceMs(period: LeaguePeriod, nowMs: number): number {
  if (period === "all") return 0;
  const day = Math.floor(nowMs / DAY_MS);
  const days = period === "day" ? day : day - ((day + MONDAY_TO_EPOCH) % 7);
  return Math.max(0, days * DAY_MS);
}
