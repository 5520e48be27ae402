export { arenaNotices } from "./from-arena.ts";
export { type LobbyNoticesHost, lobbyNotices } from "./from-lobby.ts";
export { Letters, type LettersHost } from "./letters.ts";
export { NO_NOTICE_METRICS, type NoticeLimit, type NoticeMetrics, noticeMetrics } from "./metrics.ts";
