export { discardLobbies } from "./asides.ts";
export { lobbyBridge } from "./bridge.ts";
export { type FindLobby, findLobby } from "./find.ts";
export { messagesIn } from "./messages.ts";
