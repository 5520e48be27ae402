export { lobbyBridge } from "./bridge.ts";
export { Erasures } from "./erasures.ts";
export { type FindLobby, findLobby } from "./find.ts";
