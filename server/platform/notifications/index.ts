export { onlineFollowers } from "./followers.ts";
export { matchNotifications } from "./from-matches.ts";
export {
  NO_NOTIFICATION_METRICS,
  type NotificationLimit,
  type NotificationMetrics,
  notificationMetrics,
} from "./metrics.ts";
export { type NotificationOptions, NotificationQueue } from "./queue.ts";
