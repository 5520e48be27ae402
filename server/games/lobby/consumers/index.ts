export { lobbyFeed } from "./feed.ts";
export { type LobbyNotificationOptions, lobbyNotifications } from "./notifications.ts";
export { type SanctionsOptions, sanctionsConsumer } from "./sanctions.ts";
