import { NOTICE_LIMITS } from "../../shared/wire/limits.ts";
import type { Registry } from "../ops/metrics.ts";

export type NoticeLimit = keyof typeof NOTICE_LIMITS;

export interface NoticeMetrics {
  /** A limit dropped a notice or a remembered entry. */
  limited(limit: NoticeLimit): void;
  /** Notices were stored but not pushed, because the lobby did not accept them. */
  unshown(letters: number): void;
}

export const NO_NOTICE_METRICS: NoticeMetrics = { limited() {}, unshown() {} };

export function noticeMetrics(registry: Registry): NoticeMetrics {
  const limits = Object.keys(NOTICE_LIMITS) as NoticeLimit[];
  const limited = registry.counters("orrery_notices_limited_total", "Times that a limit was reached.", "limit", limits);
  const unshown = registry.counter("orrery_notices_unshown_total", "Notices that wait in an inbox to be seen.");
  return { limited: (limit) => limited[limit].add(), unshown: (letters) => unshown.add(letters) };
}
