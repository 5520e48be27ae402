import type { LeaguePeriod } from "../store/rows.ts";

const DAY_MS = 86_400_000;

/** Start of a period: midnight, Monday, in UTC, or the beginning of everything. ms since 1970. */
export function periodStartMs(period: LeaguePeriod, nowMs: number): number {
  const today = Math.floor(nowMs / DAY_MS);
  // Day 0 was a Thursday.
  const days = { day: today, week: today - ((today + 3) % 7), all: 0 };
  return days[period] * DAY_MS;
}
