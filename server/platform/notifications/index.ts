export { arenaNotifications } from "./from-arena.ts";
export { type LobbyNotificationHost, lobbyNotifications } from "./from-lobby.ts";
export {
  NO_NOTIFICATION_METRICS,
  type NotificationLimit,
  type NotificationMetrics,
  notificationMetrics,
} from "./metrics.ts";
export { type NotificationHost, NotificationQueue } from "./queue.ts";
