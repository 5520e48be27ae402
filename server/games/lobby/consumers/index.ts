export { lobbyFeed } from "./feed.ts";
export { type LobbyNotificationHost, lobbyNotifications } from "./notifications.ts";
export { type SanctionsHost, sanctionsConsumer } from "./sanctions.ts";
