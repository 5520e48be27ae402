import { NOTIFICATION_LIMITS } from "../../../shared/wire/limits.ts";
import type { Registry } from "../../ops/metrics.ts";

export type NotificationLimit = keyof typeof NOTIFICATION_LIMITS;

export interface NotificationMetrics {
  /** A limit dropped a notice or a remembered entry. */
  limited(limit: NotificationLimit): void;
  /** Notices were stored but not pushed, because the lobby did not accept them. */
  unshown(letters: number): void;
}

export const NO_NOTIFICATION_METRICS: NotificationMetrics = { limited() {}, unshown() {} };

export function notificationMetrics(registry: Registry): NotificationMetrics {
  const limits = Object.keys(NOTIFICATION_LIMITS) as NotificationLimit[];
  const limited = registry.counters("orrery_notices_limited_total", "Times that a limit was reached.", "limit", limits);
  const unshown = registry.counter("orrery_notices_unshown_total", "Notices that wait in an inbox to be seen.");
  return { limited: (limit) => limited[limit].add(), unshown: (letters) => unshown.add(letters) };
}
