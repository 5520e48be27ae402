export { lobbyBridge } from "./bridge.ts";
export { type FindLobby, findLobby } from "./find.ts";
