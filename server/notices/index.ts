export { arenaNotices } from "./from-arena.ts";
export { type LobbyNoticesHost, lobbyNotices } from "./from-lobby.ts";
export { Letters, type LettersHost } from "./letters.ts";
export { Presence } from "./presence.ts";
